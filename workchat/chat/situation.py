"""What the desk knows about somebody who writes: the open ticket, the last closed one, and what a button belongs to."""

from workchat.chat.models import CLOSED, Message, Ticket
from workchat.chat.placement import Situation
from workchat.contacts.models import Contact
from workchat.db import hold, moment, run
from workchat.intake.carry_out import REFUSED
from workchat.intake.rules import read_button
from workchat.whatsapp.models import Number
from workchat.whatsapp.updates import IncomingMessage

# Hot path: the open ticket if there is one, else the latest closed one. Held: an agent who closes or answers at this
# instant ends first, and what they did is seen here.
LATEST = """SELECT id, state, waiting_since, closed_at, closing_note FROM ticket
WHERE contact_id = ? AND number_id = ? ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, id DESC LIMIT 1"""
ANSWERED = "SELECT 1 FROM message WHERE ticket_id = ? AND source = 'agent' LIMIT 1"


def situation_of(number: Number, contact: Contact) -> Situation:
    """The facts that decide where a message goes."""
    row = run(LATEST + hold(), contact.id, number.id).fetchone()
    if row is None:
        return Situation()
    ticket_id, state, waiting_since, closed_at, closing_note = row
    if state == CLOSED:
        return Situation(
            closed_ticket_id=ticket_id, closed_at=moment(closed_at), closed_refused=closing_note == REFUSED
        )
    answered = waiting_since is None and run(ANSWERED, ticket_id).fetchone() is not None
    return Situation(open_ticket_id=ticket_id, open_answered=answered)


def ticket_about(update: IncomingMessage, number: Number, contact: Contact) -> int | None:
    """The ticket that a pressed button, a reaction, an edit or a deletion speaks of, if it is this contact's own."""
    ticket_id = None
    if update.kind == "button":
        pressed = read_button(update.button_id or "")
        ticket_id = pressed[0] if pressed else None
    elif target := update.details.get("target"):
        message = Message.get_or_none(Message.wa_id == target, Message.number == number)
        ticket_id = message.ticket_id if message else None
    if ticket_id is None:
        return None
    own = (Ticket.id == ticket_id) & (Ticket.contact == contact) & (Ticket.number == number)
    return ticket_id if Ticket.select().where(own).exists() else None
