"""The school that is tortured: its numbers, families, agents and settings, in a database of its own."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import free_port
from tests.torture.postman import SECRET, line
from tests.wire.scheduled_school import open_at_any_hour
from workchat.accounts.models import User
from workchat.config import Config, from_environment
from workchat.contacts.models import Contact
from workchat.contacts.rules import phone_key
from workchat.db import BIGGEST, db, utcnow
from workchat.opening import open_school
from workchat.settings.models import Settings
from workchat.settings.save import keep_terms
from workchat.vault import vault
from workchat.whatsapp.connect_number import add_lanes
from workchat.whatsapp.models import Number, Template

INTERVAL = 0.1  # seconds between two scheduled messages of a number
NUMBERS = ("200000000000001", "200000000000002")
SAVED, STRANGERS = 160, 40  # families who only receive; families who write, unknown at first


@dataclass(frozen=True)
class School:
    config: Config
    environment: dict[str, str]  # of its processes, without the port
    numbers: list[Number]
    bia: User

    @property
    def is_postgres(self) -> bool:
        return "://" in self.config.database_url


@contextmanager
def tortured(folder: Path, database_url: str = "") -> Iterator[School]:
    """A school in a folder (SQLite there, unless a Postgres URL is given); its database is open in this process."""
    before, keys = db.obj, dict(vault.__dict__)
    environment = {"WORKCHAT_INSTANCE": str(folder), "DATABASE_URL": database_url}
    config = from_environment(environment)
    os.environ.setdefault("TZ", "UTC")
    open_school(config)
    opened = db.obj
    try:
        with opened.connection_context():  # not kept: Postgres restarts meanwhile
            school = _school(config, environment)
        yield school
    finally:
        opened.close_all()
        db.initialize(before)
        vault.__dict__.update(keys)


def _school(config: Config, environment: dict[str, str]) -> School:
    open_at_any_hour(INTERVAL)
    bia = User.create(name="Bia Rocha", email="bia@escola.example", password_hash="x", role="administrator")
    Settings.update(
        school_name="Escola", welcome_text="Olá! Aqui é a escola.", closing_text="Atendimento encerrado.",
        privacy_url="https://escola.example/termos", terms_always=False,
    ).execute()  # fmt: skip
    keep_terms(Settings.current(), utcnow())
    numbers = [_number(phone_number_id) for phone_number_id in NUMBERS]
    with db.atomic():
        for place in range(SAVED):
            _family(f"551198{place:07}", f"Família {place}")
    return School(config, environment, numbers, bia)


def _number(phone_number_id: str) -> Number:
    here = line(phone_number_id)
    number = Number(
        name=f"Número {phone_number_id[-1]}", phone_number_id=here.phone_number_id, account_id=here.account_id,
        display_phone=here.display_phone, verify_token=secrets.token_hex(8), messaging_limit=BIGGEST,
    )  # fmt: skip
    number.keep_secrets("torture-token", SECRET)
    number.save(force_insert=True)
    add_lanes(number, utcnow())
    Template.create(number=number, name="aviso", language="pt_BR", status="APPROVED", category="UTILITY",
                    body="Aviso da escola para {{1}}.", variables=1)  # fmt: skip
    return number


def _family(wa_id: str, name: str) -> None:
    row = Contact(wa_id=wa_id, phone_key=phone_key(wa_id), saved_at=utcnow(), approved_at=utcnow())
    row.rename(name)
    row.save()


def ports(count: int) -> list[int]:
    return [free_port() for _ in range(count)]
