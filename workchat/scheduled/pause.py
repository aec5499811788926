"""A scheduled message stops for a while, because a person wants it or because going on would harm the number."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.db import db
from workchat.log import WARNING, tell
from workchat.scheduled.models import PAUSED, SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow, change_state, record

NOT_SENDING = "Esta mensagem não está sendo enviada agora."


def pause(message: ScheduledMessage, by: User, now: datetime) -> None:
    """At once: only what is already on its way still arrives. :raises NotNow: nothing is being sent."""
    with db.atomic():
        if not change_state(message, (SENDING,), state=PAUSED, paused_kind="person", paused_why=""):
            raise NotNow(NOT_SENDING)
        record(message, by, now, "Pausada")


def pause_by_rule(message: ScheduledMessage, why: str, now: datetime) -> bool:
    """A stop rule pauses it, says why, and waits for a person. False: it was not being sent."""
    if not change_state(message, (SENDING,), state=PAUSED, paused_kind="stopped", paused_why=why):
        return False
    record(message, None, now, "Pausada pelo WorkChat", why)
    tell("scheduled message paused", WARNING, scheduled=message.id, number=message.number_id)
    return True


def pause_all_of(number_id: int, why: str, now: datetime) -> None:
    """Everything that leaves by this number stops: WhatsApp refused the number itself, or it is switched off."""
    for message in ScheduledMessage.select().where(
        ScheduledMessage.number == number_id, ScheduledMessage.state == SENDING
    ):
        pause_by_rule(message, why, now)
