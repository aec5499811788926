"""Two contacts become one, and both have an open ticket: one conversation is left, and nobody stops waiting."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Message, Ticket, note
from workchat.contacts.models import Contact
from workchat.intake.models import Intake
from workchat.intake.stop import stop

APPROVAL = "approval"


def join_tickets(kept: Contact, gone: Contact, by: User, now: datetime) -> None:
    """For each number on which both have an open ticket, close the later one into the earlier one.

    Inside the caller's transaction, which holds the tickets, and before they get one contact: one may be open.
    """
    opened = Ticket.contact.in_((kept.id, gone.id)) & (Ticket.state != CLOSED)
    by_number: dict[int, list[Ticket]] = {}
    for ticket in Ticket.select().where(opened).order_by(Ticket.opened_at, Ticket.id):
        by_number.setdefault(ticket.number_id, []).append(ticket)
    for tickets in by_number.values():
        if len(tickets) == 2:
            _join(*tickets, by, now)


def _join(first: Ticket, later: Ticket, by: User, now: datetime) -> None:
    """A person goes on from here: two open questions would each get the other's answer."""
    stop(first)
    stop(later)
    _keep_approval(first, later)
    changes = {**_who(first, later), **_clocks(first, later)}
    Message.update(ticket=first).where(Message.ticket == later).execute()
    note(later, f"Unido ao ticket {first.protocol}, do mesmo contato. A conversa continua nele.", now, author=by)
    end = {"closed_at": now, "closed_by": by, "closing_note": f"unido ao ticket {first.protocol}"}
    later.touch(state=CLOSED, waiting_since=None, unread=0, **end)
    note(first, f"O ticket {later.protocol}, do mesmo contato, foi unido a este.", now, author=by)
    first.touch(**changes)


def _who(first: Ticket, later: Ticket) -> dict[str, object]:
    """Who attends one of the two attends what is left; the earlier ticket's agent when both are attended."""
    attended = next((row for row in (first, later) if row.state == ATTENDING), None)
    if attended:
        return {"state": ATTENDING, "agent": attended.agent_id, "department": attended.department_id}
    waits = Intake.select().where(Intake.ticket == first, Intake.step == APPROVAL).exists()
    place = first if first.department_id else later
    return {"state": INTAKE if waits else WAITING, "department": place.department_id}


def _clocks(first: Ticket, later: Ticket) -> dict[str, object]:
    """The longest wait, all that is unread, the newest words."""
    both = (first, later)
    waiting = min((row for row in both if row.waiting_since), key=lambda row: row.waiting_since, default=first)
    newest = max(both, key=lambda row: row.last_message_at)
    return {
        "waiting_since": waiting.waiting_since,
        "transferred_wait": waiting.transferred_wait,
        "unread": first.unread + later.unread,
        "last_inbound_at": max((row.last_inbound_at for row in both if row.last_inbound_at), default=None),
        "last_message_at": newest.last_message_at,
        "last_text": newest.last_text,
    }


def _keep_approval(first: Ticket, later: Ticket) -> None:
    """Data that waits to be approved waits on, in the ticket that is left."""
    waits = Intake.get_or_none(Intake.ticket == later, Intake.step == APPROVAL)
    if waits is None or Intake.select().where(Intake.ticket == first, Intake.step == APPROVAL).exists():
        return
    Intake.delete().where(Intake.ticket == first).execute()
    Intake.update(ticket=first).where(Intake.id == waits.id).execute()
