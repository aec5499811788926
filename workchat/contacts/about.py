"""What the page of one person tells: their tickets, what the school sent them, what they accepted, who changed what."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.rules import may
from workchat.chat.lists import ALL, OWN
from workchat.chat.models import Ticket
from workchat.contacts.models import Contact
from workchat.contacts.write_details import subject_of
from workchat.db import moment, run
from workchat.intake.models import Consent

PAGE = 20
MOST_TICKETS = 500

# Of scheduled messages everybody knows; what was written in a ticket is for those who may see the ticket.
SENT = """SELECT d.id, d.status, d.error, d.advice, COALESCE(d.sent_at, d.finished_at, d.created_at), s.id, s.title,
m.text, m.source, u.name, m.ticket_id
FROM delivery d LEFT JOIN scheduled_message s ON s.id = d.scheduled_message_id
LEFT JOIN message m ON m.id = d.message_id LEFT JOIN ticket t ON t.id = m.ticket_id
LEFT JOIN "user" u ON u.id = m.author_id
WHERE d.contact_id = ? AND d.id < ? AND (d.scheduled_message_id IS NOT NULL OR (t.id IS NOT NULL AND {seen}))
ORDER BY d.id DESC LIMIT ?"""
NO_END = 2**31 - 1


class SentMessage(NamedTuple):
    """One message of the school to this person. `scheduled_id` of a scheduled one, else `text` and who wrote it."""

    id: int
    status: str
    error: str
    advice: str
    at: datetime
    scheduled_id: int | None
    title: str | None
    text: str | None
    source: str | None
    author: str | None
    ticket_id: int | None


def tickets_of(contact: Contact, sees: Callable[[Ticket], bool]) -> tuple[list[Ticket], int]:
    """(those that this person may see, newest first; how many others there are)."""
    rows = Ticket.fetch_all("WHERE contact_id = ? ORDER BY id DESC LIMIT ?", contact.id, MOST_TICKETS)
    seen = [row for row in rows if sees(row)]
    return seen, len(rows) - len(seen)


def sent_to(contact: Contact, by: User, before: int = NO_END) -> tuple[list[SentMessage], int]:
    """(one page of what the school sent, newest first; where the next page begins, 0 = there is none)."""
    everything = may(by.role, "chat.see_all")
    seen, who = (ALL, ()) if everything else (OWN, (by.id, by.id))
    found = run(SENT.format(seen=seen), contact.id, before or NO_END, *who, PAGE + 1).fetchall()
    rows = [SentMessage(*row[:4], moment(row[4]), *row[5:]) for row in found]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def answers_of(contact: Contact) -> list[Consent]:
    """What they answered to the privacy terms and to the request of their data, newest first."""
    query = Consent.select(Consent, User).join(User, JOIN.LEFT_OUTER, on=Consent.recorded_by)
    return list(query.where(Consent.contact == contact).order_by(Consent.id.desc()))


def changes_of(contact: Contact, before: int = NO_END) -> tuple[list[AuditEntry], int]:
    """(one page of the history of this contact, newest first; where the next page begins, 0 = there is none)."""
    mine = (AuditEntry.area == "contacts") & (AuditEntry.subject == subject_of(contact.id))
    query = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER)
    query = query.where(mine, AuditEntry.id < (before or NO_END)).order_by(AuditEntry.id.desc())
    rows = list(query.limit(PAGE + 1))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0
