"""The agent opened the conversation: the family's phone shows the blue ticks."""

from collections.abc import Callable
from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.db import run
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import CloudError, NotSent, Uncertain
from workchat.whatsapp.models import Number

BATCH = 100
NEWEST_INBOUND = """SELECT wa_id FROM message WHERE ticket_id = ? AND direction = 'in' AND wa_id IS NOT NULL
ORDER BY id DESC LIMIT 1"""


def opened(ticket: Ticket, by: User) -> None:
    """The assigned agent looks at the ticket: nothing is unread any more, and WhatsApp will be told."""
    if ticket.agent_id != by.id or not ticket.unread:
        return
    ticket.touch(unread=0, read_upto=newest_inbound(ticket))


def newest_inbound(ticket: Ticket) -> str | None:
    """WhatsApp's id of the contact's newest message: marking it marks the earlier ones too."""
    newest = run(NEWEST_INBOUND, ticket.id).fetchone()
    return newest[0] if newest else None


def mark_read_all_due(_now: datetime, api_of: Callable[[Number], object]) -> int:
    """Tell WhatsApp what was read and forget it; earlier messages are marked with the newest (Meta)."""
    usable = Number.active & Number.stopped_at.is_null()
    due = Ticket.select(Ticket, Number).join(Number).where(Ticket.read_upto.is_null(False), usable).limit(BATCH)
    told = 0
    for ticket in list(due):
        answered = _tell(ticket, api_of)
        if answered is None:
            break
        told += 1
        same = (Ticket.id == ticket.id) & (Ticket.read_upto == ticket.read_upto)
        Ticket.update(read_upto=None).where(same).execute()  # unless the agent read on meanwhile
        if not answered:
            break
    return told


def _tell(ticket: Ticket, api_of: Callable[[Number], object]) -> bool | None:
    """False: WhatsApp was silent, and None: it cannot be reached. Then the others wait for the next round.

    A courtesy: what failed is not worth a second try.
    """
    try:
        api_of(ticket.number).mark_read(ticket.number.phone_number_id, ticket.read_upto)
    except NotSent:
        return None
    except Uncertain:
        return False
    except (CloudError, CannotUnseal, ValueError):  # the last two: a token that nobody can use
        return True
    return True
