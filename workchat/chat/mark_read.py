"""The agent opened the conversation: the family's phone shows the blue ticks."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import Message, Ticket
from workchat.whatsapp.answers import CloudError
from workchat.whatsapp.models import Number

BATCH = 100


def opened(ticket: Ticket, by: User) -> None:
    """The assigned agent looks at the ticket: nothing is unread any more, and WhatsApp will be told."""
    if ticket.agent_id != by.id or not ticket.unread:
        return
    ticket.touch(unread=0, read_upto=newest_inbound(ticket))


def newest_inbound(ticket: Ticket) -> str | None:
    """WhatsApp's id of the contact's newest message: marking it marks the earlier ones too."""
    theirs = (Message.ticket == ticket) & (Message.direction == "in") & Message.wa_id.is_null(False)
    newest = Message.select(Message.wa_id).where(theirs).order_by(Message.id.desc()).first()
    return newest.wa_id if newest else None


def mark_read_all_due(_now: datetime, api_of: Callable[[Number], object]) -> int:
    """Tell WhatsApp what was read since the last time; earlier messages are marked with the newest (Meta)."""
    news = Ticket.read_told.is_null() | (Ticket.read_told != Ticket.read_upto)
    usable = Number.active & Number.stopped_at.is_null()
    due = Ticket.select(Ticket, Number).join(Number).where(Ticket.read_upto.is_null(False), news, usable).limit(BATCH)
    tickets = list(due)
    for ticket in tickets:
        with suppress(CloudError):  # a courtesy: a failure is not worth a second try
            api_of(ticket.number).mark_read(ticket.number.phone_number_id, ticket.read_upto)
        Ticket.update(read_told=ticket.read_upto).where(Ticket.id == ticket.id).execute()
    return len(tickets)
