"""A number is connected: it gets its place in the outbox, and with the first real one the simulator goes out of use."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused
from workchat.db import db
from workchat.outbox.models import BULK, REPLY, Delivery, Lane
from workchat.outbox.settle import show
from workchat.whatsapp.models import Number

AREA = "integrations"
REPLACED = "Um número de verdade foi conectado antes desta mensagem sair do simulador."
TAKEN = "Este número já está conectado ao WorkChat."


@dataclass(frozen=True)
class Connection:
    """What Meta gives for a number. An empty token or secret keeps what is stored."""

    name: str
    phone_number_id: str
    account_id: str
    token: str
    app_secret: str
    graph_version: str


def connect_number(details: Connection, by: User, now: datetime) -> Number:
    """Connect a real number.

    :raises Refused: when it is connected already.
    """
    number = Number(
        name=details.name,
        phone_number_id=details.phone_number_id,
        account_id=details.account_id,
        graph_version=details.graph_version,
        verify_token=secrets.token_urlsafe(24),
        created_at=now,
    )
    number.keep_secrets(details.token, details.app_secret)
    try:
        with db.atomic():
            number.save(force_insert=True)
            add_lanes(number, now)
            leave_simulator(now)
            record_change(by, number.name, "Número", "", "Conectado", now, AREA)
    except IntegrityError as error:
        raise Refused("phone_number_id", TAKEN) from error
    return number


def add_lanes(number: Number, now: datetime) -> None:
    """The two files of messages of a new number, free at once."""
    for kind in (REPLY, BULK):
        Lane.create(number=number, kind=kind, next_at=now, spaced_at=now, lease_until=now - timedelta(seconds=1))


def leave_simulator(now: datetime) -> int:
    """Take the simulator's number out of use; returns how many of its messages will not leave any more."""
    Number.update(active=False).where(Number.is_simulator).execute()
    simulated = Number.select(Number.id).where(Number.is_simulator)
    waiting = list(Delivery.select().where(Delivery.number.in_(simulated), Delivery.status == "queued"))
    ended = {"status": "cancelled", "error": REPLACED, "finished_at": now}
    for delivery in waiting:
        Delivery.update(ended).where(Delivery.id == delivery.id, Delivery.status == "queued").execute()
        show(delivery)
    return len(waiting)
