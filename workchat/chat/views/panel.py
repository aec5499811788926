"""What the third column says about the contact."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from workchat.accounts.rules import may
from workchat.asked import asked_at
from workchat.chat.models import Ticket
from workchat.chat.views import sees
from workchat.contacts.rules import age
from workchat.intake.models import Consent
from workchat.pages import school
from workchat.students.of_contacts import students_of

EARLIER = 5


def panel(ticket: Ticket) -> dict[str, Any]:
    """The contact, the acceptance and earlier tickets. Birth date and CPF only while the restriction shows them."""
    contact = ticket.contact
    return {
        "contact": contact,
        "shows_data": school().restriction in ("automatic", "manual"),
        "years": years(contact),
        "acceptance": acceptance(contact),
        "earlier": earlier(ticket),
        "students": students_of([contact.id])[contact.id] if may(g.user.role, "contacts.use") else [],
    }


def years(contact) -> int | None:
    if contact.birth_date is None:
        return None
    today = asked_at().replace(tzinfo=UTC).astimezone(ZoneInfo(school().timezone)).date()
    return age(contact.birth_date, today)


def acceptance(contact) -> Consent | None:
    """The contact's latest answer to the privacy terms."""
    return Consent.fetch("WHERE contact_id = ? AND purpose = 'terms' ORDER BY id DESC LIMIT 1", contact.id)


def earlier(ticket: Ticket) -> list[Ticket]:
    """The contact's other tickets that this person may see, newest first."""
    others = "WHERE contact_id = ? AND id <> ? ORDER BY id DESC LIMIT ?"
    rows = Ticket.fetch_all(others, ticket.contact_id, ticket.id, EARLIER * 4)
    return [row for row in rows if sees(row)][:EARLIER]
