"""A reviewed draft is scheduled: from now on it goes by itself when its time comes."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.db import db
from workchat.scheduled.models import DRAFT, SCHEDULED, ScheduledMessage
from workchat.scheduled.record import NotNow, record
from workchat.scheduled.wake import wake

CHANGED = "Alguém mudou esta mensagem enquanto você revisava. Confira de novo antes de agendar."
PASSED = "A data e a hora desta mensagem já passaram. Escolha outras."


def schedule(message: ScheduledMessage, seen_version: int, expected: int, by: User, now: datetime) -> bool:
    """Schedule the draft as it was reviewed, for `expected` people. False: a second click, it is scheduled already.

    :raises NotNow: the draft was changed meanwhile, or its time has passed.
    """
    with db.atomic():
        current = ScheduledMessage.get_by_id(message.id)
        if current.state != DRAFT:
            return False
        if current.due_at is not None and current.due_at < now:
            raise NotNow(PASSED)
        changes = {"state": SCHEDULED, "due_at": current.due_at or now, "expected": expected}
        changes |= {"scheduled_by": by, "scheduled_at": now, "version": ScheduledMessage.version + 1}
        reviewed = (ScheduledMessage.version == seen_version) & (ScheduledMessage.state == DRAFT)
        if not ScheduledMessage.update(changes).where(ScheduledMessage.id == message.id, reviewed).execute():
            raise NotNow(CHANGED)
        record(message, by, now, "Agendada", people(expected))
        if current.urgent:
            record(message, by, now, "Urgente", current.urgent_reason)
        wake(current.number_id)
        return True


def people(count: int) -> str:
    """Para 1 contato, para 320 contatos."""
    return f"para {count} contato{'' if count == 1 else 's'}"
