"""WorkChat says something by itself: a text of the settings, filled for this ticket, goes to the outbox."""

from datetime import datetime

from workchat.chat.models import Ticket
from workchat.outbox.enqueue import Outgoing, enqueue
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings
from workchat.text.rules import BUTTONS_LIMIT, LIMIT, cut, fill
from workchat.whatsapp.compose import buttons_body, text_body


def values_of(ticket: Ticket) -> dict[str, str]:
    """What each variable stands for in this ticket; what is not known is missing, and the fallback speaks."""
    contact = ticket.contact
    known = {
        "nome": contact.name if contact.first_name else "",
        "primeiro_nome": contact.first_name,
        "escola": Settings.current().school_name,
        "protocolo": ticket.protocol,
        "atendente": ticket.agent.first_name if ticket.agent_id else "",
        "departamento": ticket.department.name if ticket.department_id else "",
    }
    return {name: value for name, value in known.items() if value}


def say(
    ticket: Ticket,
    text: str,
    source: str,
    now: datetime,
    choices: tuple[tuple[str, str], ...] = (),
    spaced: bool = False,
    after: Delivery | None = None,
) -> Delivery | None:
    """Send a text with its variables filled, and reply buttons (id, title) when given.

    A text that is empty, or comes out empty because a variable is not known, is not sent.
    """
    filled = cut(fill(text, values_of(ticket)), BUTTONS_LIMIT if choices else LIMIT) if text else ""
    if not filled.strip():
        return None
    body = buttons_body(filled, list(choices)) if choices else text_body(filled)
    details = {"buttons": [title for _, title in choices]} if choices else None
    return enqueue(ticket, Outgoing(body, filled, source, spaced=spaced, after=after, details=details), now)
