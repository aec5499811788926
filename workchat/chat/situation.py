"""What the desk knows about somebody who writes: the open ticket, the last closed one, and what a button belongs to."""

from datetime import datetime, timedelta

from workchat.chat.models import CLOSED, INTAKE, Message, Ticket
from workchat.chat.placement import SAY_NOTHING, Situation
from workchat.contacts.models import Contact
from workchat.db import hold, moment, run
from workchat.intake.carry_out import REFUSED
from workchat.intake.rules import State, is_asking, read_button
from workchat.whatsapp.models import Number
from workchat.whatsapp.updates import IncomingMessage

# Hot path: the open ticket if there is one, else the latest closed one. Held: an agent who closes or answers at this
# instant ends first, and what they did is seen here.
LATEST = """WHERE contact_id = ? AND number_id = ?
ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, id DESC LIMIT 1"""
ANSWERED = "SELECT 1 FROM message WHERE ticket_id = ? AND source = 'agent' LIMIT 1"
STEP = "SELECT step FROM intake WHERE ticket_id = ?"
# The last scheduled message that left to them on this number, and did not turn out to reach nobody.
SCHEDULED = """SELECT sent_at, wa_id FROM delivery
WHERE contact_id = ? AND sent_at < ? AND scheduled_message_id IS NOT NULL AND number_id = ? AND status <> 'failed'
ORDER BY sent_at DESC LIMIT 1"""
IS_SCHEDULED = "SELECT 1 FROM delivery WHERE wa_id = ? AND contact_id = ? AND scheduled_message_id IS NOT NULL"
SECOND = timedelta(seconds=1)  # WhatsApp's times are whole seconds


def latest_ticket(number: Number, contact: Contact) -> Ticket | None:
    return Ticket.fetch(LATEST + hold(), contact.id, number.id)


def situation_of(
    number: Number, contact: Contact, latest: Ticket | None, update: IncomingMessage, sent_at: datetime
) -> Situation:
    """The facts that decide where a message goes. `latest` is theirs on this number."""
    facts = _of_ticket(latest) if latest else {}
    if "open_ticket_id" not in facts:
        facts |= _of_scheduled(number, contact, update, sent_at)
    elif update.kind in SAY_NOTHING:
        facts["answers_scheduled"] = _is_scheduled(update.details.get("target"), contact)
    return Situation(opted_out=contact.opted_out_at is not None, **facts)


def _of_ticket(ticket: Ticket) -> dict:
    if ticket.state == CLOSED:
        refused = ticket.closing_note == REFUSED
        return {"closed_ticket_id": ticket.id, "closed_at": ticket.closed_at, "closed_refused": refused}
    answered = ticket.waiting_since is None and run(ANSWERED, ticket.id).fetchone() is not None
    step = run(STEP, ticket.id).fetchone() if ticket.state == INTAKE else None
    asking = step is not None and is_asking(State(step[0]))
    return {"open_ticket_id": ticket.id, "open_answered": answered, "asking": asking}


def _of_scheduled(number: Number, contact: Contact, update: IncomingMessage, sent_at: datetime) -> dict:
    """Without an open ticket a message may answer what the school sent to many."""
    answers = _is_scheduled(update.quoted_id or update.details.get("target"), contact)
    at, wa_id = run(SCHEDULED, contact.id, sent_at + SECOND, number.id).fetchone() or (None, None)
    return {"scheduled_at": moment(at), "scheduled_wa_id": wa_id, "answers_scheduled": answers}


def _is_scheduled(wa_id: str | None, contact: Contact) -> bool:
    return bool(wa_id) and run(IS_SCHEDULED, wa_id, contact.id).fetchone() is not None


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
