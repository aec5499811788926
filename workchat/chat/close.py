"""A ticket ends: the family reads the goodbye that the reason and the settings decide."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import CLOSED, Ticket, note
from workchat.chat.reply import CannotReply
from workchat.chat.rules import closing_text, may_skip_closing_text
from workchat.chat.say import say, values_of
from workchat.db import db, locked
from workchat.intake.stop import stop
from workchat.outbox.models import Delivery
from workchat.settings.models import ClosingReason, Settings
from workchat.text.rules import fill


def goodbye(ticket: Ticket, reason: ClosingReason | None) -> str:
    """The final text that closing with this reason would send, as the agent sees it before. Empty = none."""
    text, _source = closing_text(Settings.current().closing_text, reason.text if reason else "")
    return fill(text, values_of(ticket))


def close(
    ticket_id: int, by: User, reason: ClosingReason | None, send_text: bool, now: datetime, spaced: bool = False
) -> Delivery | None:
    """Close the ticket; return the goodbye's delivery (`skipped` when the 24-hour window is closed), or None.

    A reason that forces its text wins over an unticked box. `spaced`: one of many closed at once.
    :raises CannotReply: when it is closed already.
    """
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        if ticket.state == CLOSED:
            raise CannotReply("Este ticket já foi encerrado.")
        text, source = closing_text(Settings.current().closing_text, reason.text if reason else "")
        wanted = send_text or not may_skip_closing_text(bool(reason and reason.forces_text))
        stop(ticket)
        delivery = say(ticket, text, "closing", now, spaced=spaced) if wanted and source != "none" else None
        finish(ticket, now, by=by, reason=reason)
        return delivery


def finish(
    ticket: Ticket, now: datetime, by: User | None = None, reason: ClosingReason | None = None, closing_note: str = ""
) -> None:
    """Mark the ticket closed inside the caller's transaction and write who closed it and why."""
    who = f"{by.name} encerrou o atendimento" if by else "Atendimento encerrado"
    why = reason.name if reason else closing_note
    note(ticket, f"{who}: {why}." if why else f"{who}.", now, author=by)
    ticket.touch(
        state=CLOSED,
        closed_at=now,
        closed_by=by,
        closing_reason=reason,
        closing_note=closing_note,
        waiting_since=None,
        unread=0,
    )
