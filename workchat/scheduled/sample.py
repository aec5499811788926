"""A real contact to show a message with, before it goes to many."""

from collections.abc import Sequence
from datetime import datetime

from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS
from workchat.scheduled.audience import example_contacts
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.scheduled.students_meant import meant

SOMEBODY = "WHERE saved_at IS NOT NULL AND opted_out_at IS NULL AND erased_at IS NULL AND name <> ? ORDER BY id LIMIT 1"
ANSWERS = """WHERE saved_at IS NOT NULL AND opted_out_at IS NULL AND erased_at IS NULL
AND id IN (SELECT r.contact_id {meant}) ORDER BY id LIMIT 1"""
FIRST = """WHERE id = (SELECT contact_id FROM delivery
WHERE scheduled_message_id = ? AND status <> 'skipped' ORDER BY id LIMIT 1)"""


def sample_contact(
    message: ScheduledMessage | None, now: datetime, parts: Sequence[AudiencePart] | None = None
) -> Contact:
    """Somebody who would get it, or got it; else somebody of the school; in an empty school, an invented mother.

    `parts`: the audience of a message that is still being written, when it is about students.
    """
    found = _of(message, now) if parts is None else _who_answers(parts)
    return found or Contact.fetch(SOMEBODY, NAMELESS) or Contact(name="Marta Oliveira")


def _who_answers(parts: Sequence[AudiencePart]) -> Contact | None:
    found = meant(parts)
    return Contact.fetch(ANSWERS.format(meant=found.sql), *found.values)


def _of(message: ScheduledMessage | None, now: datetime) -> Contact | None:
    if message is None or not message.id:
        return None
    if message.drawn_upto:  # begun: its first recipient
        return Contact.fetch(FIRST, message.id)
    return next(iter(example_contacts(message, now, 1)), None)
