"""A reason to close a ticket is written, changed, or put out of use, with its lines of history."""

from collections.abc import Callable
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.db import db
from workchat.settings.models import ClosingReason
from workchat.settings.save import write_history

AREA = "closing-reasons"


def save_reason(
    reason: ClosingReason, values: dict[str, object], words: Callable[[ClosingReason], dict[str, str]],
    by: User, now: datetime,
) -> bool:  # fmt: skip
    """Create or change a reason; `words(row)` says label -> text for the history. False: the name is taken."""
    is_new = reason.id is None
    before = {} if is_new else words(reason)
    for column, value in values.items():
        setattr(reason, column, value)
    if is_new:
        reason.position = ClosingReason.select().count() + 1
    try:
        with db.atomic():
            reason.save()
            write_history(AREA, reason.name, before, words(reason), by, now)
    except IntegrityError:  # somebody gave that name a moment ago
        return False
    return True


def activate_reason(reason: ClosingReason, active: bool, by: User, now: datetime) -> None:
    """Offer a reason to the agents again, or stop offering it. Tickets that were closed with it keep it."""
    with db.atomic():
        changed = ClosingReason.update(active=active).where(ClosingReason.id == reason.id).execute()
        if changed and reason.active != active:
            write_history(AREA, reason.name, *({"Ativo": word} for word in _yes_no(reason.active, active)), by, now)


def _yes_no(*answers: bool) -> list[str]:
    return ["Sim" if answer else "Não" for answer in answers]
