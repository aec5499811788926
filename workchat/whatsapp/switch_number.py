"""A number goes out of use, or comes back; and one that WhatsApp stopped is started again after somebody acted."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.db import db
from workchat.scheduled.pause import pause_all_of
from workchat.whatsapp.connect_number import AREA
from workchat.whatsapp.models import Number

STATES = {True: "Em uso", False: "Fora de uso"}


def switch_number(number: Number, active: bool, by: User, now: datetime) -> None:
    """Out of use: nothing leaves or is taken in; what is queued waits, scheduled messages wait for a person."""
    with db.atomic():
        Number.update(active=active).where(Number.id == number.id).execute()
        record_change(by, number.name, "Situação", STATES[number.active], STATES[active], now, AREA)
        if not active:
            pause_all_of(number.id, f"O número {number.name} está fora de uso.", now)


def restart_number(number: Number, by: User, now: datetime) -> None:
    """Somebody mended what WhatsApp complained of: what waits in the queue leaves now."""
    if number.stopped_at is None:
        return
    with db.atomic():
        Number.update(stopped_at=None, stopped_why="").where(Number.id == number.id).execute()
        record_change(by, number.name, "Número parado", number.stopped_why, "Religado", now, AREA)
