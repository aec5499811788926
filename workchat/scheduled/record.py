"""What people and the rules did with a scheduled message, for its history."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.db import hold
from workchat.scheduled.models import ScheduledMessage

AREA = "scheduled"


class NotNow(Exception):
    """What a person asked for does not fit the message's present state. The text says why, for the page."""


def subject_of(message: ScheduledMessage) -> str:
    return f"Mensagem {message.id}"


def record(message: ScheduledMessage, by: User | None, now: datetime, what: str, why: str = "") -> None:
    """One line of the message's history. Without `by`, WorkChat did it by itself."""
    AuditEntry.create(at=now, user=by, area=AREA, subject=subject_of(message), field=what, before="", after=why)


def held(message_id: int) -> ScheduledMessage:
    """The message as it is now, and as it stays until the caller's transaction ends."""
    return ScheduledMessage.fetch(f"WHERE id = ?{hold()}", message_id)


def change_state(message: ScheduledMessage, of: tuple[str, ...], **changes: object) -> bool:
    """Move a message out of one of these states. False: somebody was faster, and nothing was written."""
    same = (ScheduledMessage.id == message.id) & ScheduledMessage.state.in_(of)
    update = ScheduledMessage.update({**changes, "version": ScheduledMessage.version + 1})
    return bool(update.where(same).execute())
