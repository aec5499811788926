"""A school that has no number yet gets a pretended one, so that everything can be tried before Meta is asked."""

import secrets
from datetime import datetime

from peewee import IntegrityError

from workchat.config import Config
from workchat.db import clock, db
from workchat.simulator.models import Faults, Phone, simulated
from workchat.whatsapp.connect_number import add_lanes
from workchat.whatsapp.models import Number

NAME, DISPLAY_PHONE = "Simulador", "551130000000"
# (name, phone as WhatsApp knows it, keeps the phone private). Renato's older account lacks the ninth digit.
PEOPLE = (
    ("Marta Souza", "5511990000001", False),
    ("João Pereira", "5511990000002", False),
    ("Luciana Alves", "5511990000003", False),
    ("Renato Bastos", "555199000004", False),
    ("Duda Costa", "5511990000005", True),
)


def ensure_simulator(config: Config, now: datetime | None = None) -> Number | None:
    """The simulator's number, in use; None when a real number is connected or the public address is https.

    In production it goes out of use: invented families must not be reachable from the internet.
    """
    number = simulated()
    if config.production or Number.select().where(~Number.is_simulator).exists():
        _use(number, False)
        return None
    if number is None:
        try:
            with db.atomic():
                return _create(now or clock())
        except IntegrityError:  # another process starts at this very moment
            return simulated()
    _use(number, True)
    if not number.can_open_secrets:  # its key is gone; nobody but this process knows the old ones anyway
        number.keep_secrets(*_secrets())
        number.save(only=[Number.sealed_token, Number.sealed_app_secret])
    return number


def _use(number: Number | None, active: bool) -> None:
    if number and number.active != active:
        number.active = active
        number.save(only=[Number.active])


def _secrets() -> tuple[str, str]:
    """A token and an app secret, as long as Meta's."""
    return secrets.token_urlsafe(32), secrets.token_hex(16)


def _create(now: datetime) -> Number:
    number = Number(
        name=NAME,
        phone_number_id="100000000000001",
        account_id="100000000000002",
        display_phone=DISPLAY_PHONE,
        verify_token=secrets.token_urlsafe(24),
        is_simulator=True,
        created_at=now,
    )
    number.keep_secrets(*_secrets())
    number.save(force_insert=True)
    add_lanes(number, now)
    Faults.create(id=1)
    for place, (name, wa_id, has_username) in enumerate(PEOPLE, 1):
        Phone.create(name=name, wa_id=wa_id, bsuid=f"BR.{150000000000000 + place}", has_username=has_username)
    return number
