"""A person lets a paused message go on: at the normal pace, never faster to catch up."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.db import db
from workchat.scheduled.models import PAUSED, SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow, change_state, record
from workchat.scheduled.wake import wake


def resume(message: ScheduledMessage, by: User, now: datetime) -> None:
    """Go on where it stopped. :raises NotNow: it is not paused, waits for a decision, or its number is stopped."""
    with db.atomic():
        current = ScheduledMessage.get_by_id(message.id)
        number = current.number
        if number.stopped_at or not number.active:
            raise NotNow(f"O número {number.name} está parado. Conecte-o de novo em Configurações › Integrações.")
        changes = {"state": SENDING, "paused_kind": "", "paused_why": "", "resumed_at": now}
        if current.paused_kind == "late" or not change_state(message, (PAUSED,), **changes):
            raise NotNow("Esta mensagem não está pausada.")
        record(message, by, now, "Retomada")
        wake(message.number_id)
