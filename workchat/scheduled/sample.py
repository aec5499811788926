"""A real contact to show a message with, before it goes to many."""

from datetime import datetime

from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS
from workchat.scheduled.audience import example_contacts
from workchat.scheduled.models import ScheduledMessage

SOMEBODY = "WHERE saved_at IS NOT NULL AND opted_out_at IS NULL AND erased_at IS NULL AND name <> ? ORDER BY id LIMIT 1"


def sample_contact(message: ScheduledMessage | None, now: datetime) -> Contact:
    """Somebody who would get it; else somebody of the school; in an empty school, an invented mother."""
    reached = example_contacts(message, now, 1) if message and message.id else []
    known = reached[0] if reached else Contact.fetch(SOMEBODY, NAMELESS)
    return known or Contact(name="Marta Oliveira")
