"""Who gets a scheduled message, and what became of each: page by page, and whole for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from workchat.accounts.models import User
from workchat.contacts.rules import format_phone
from workchat.db import db, moment, run
from workchat.outbox.confirm import send_again
from workchat.outbox.models import Delivery
from workchat.outbox.rules import STATUS_WORDS
from workchat.scheduled.models import CANCELLED, DONE, SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow, change_state, held, record
from workchat.scheduled.wake import wake

PAGE = 50
WHOLE = 1000  # rows read at once for a spreadsheet: memory stays flat

OF = """SELECT d.id, d.contact_id, c.name, c.wa_id, c.username, d.status, d.started_at, d.finished_at, d.error, d.advice
FROM delivery d JOIN contact c ON c.id = d.contact_id WHERE d.scheduled_message_id = ? AND d.id > ?"""
OF_STATUS = f"{OF} AND d.status = ? ORDER BY d.id LIMIT ?"
OF_ALL = f"{OF} ORDER BY d.id LIMIT ?"


class Recipient(NamedTuple):
    """One row of the list. `at`: when it began to be sent, or was decided not to be (naive UTC)."""

    id: int
    contact_id: int
    name: str
    phone: str
    status: str
    at: datetime | None
    error: str
    advice: str

    @property
    def status_words(self) -> str:
        return STATUS_WORDS[self.status]


def recipients(
    message: ScheduledMessage, status: str | None = None, after: int = 0, most: int = PAGE
) -> list[Recipient]:
    """In the order of sending, those after the row `after`; of one status only, when given."""
    statement, given = (OF_STATUS, (status,)) if status else (OF_ALL, ())
    return [_read(row) for row in run(statement, message.id, after, *given, most).fetchall()]


def every_recipient(message: ScheduledMessage, status: str | None = None) -> Iterator[Recipient]:
    """All of them, for a spreadsheet."""
    after = 0
    while rows := recipients(message, status, after, WHOLE):
        yield from rows
        after = rows[-1].id


def send_unknown_again(message: ScheduledMessage, by: User, now: datetime) -> int:
    """A person decided to send to the uncertain ones once more: they may get it twice. Returns how many.

    :raises NotNow: the message was cancelled.
    """
    unknown = Delivery.select().where(Delivery.scheduled_message == message, Delivery.status == "unknown")
    with db.atomic():
        again = sum(send_again(delivery, now) for delivery in unknown.order_by(Delivery.id))
        # Held after its recipients, as whoever settles them does.
        if held(message.id).state == CANCELLED:
            raise NotNow("Esta mensagem foi cancelada: ninguém mais recebe.")
        if again:
            change_state(message, (DONE,), state=SENDING, finished_at=None, resumed_at=now)
            record(message, by, now, "Incertas enviadas de novo", str(again))
            wake(message.number_id)
    return again


def _read(row: tuple) -> Recipient:
    row_id, contact_id, name, wa_id, username, status, started_at, finished_at, error, advice = row
    phone = format_phone(wa_id) if wa_id else username or ""
    return Recipient(row_id, contact_id, name, phone, status, moment(started_at or finished_at), error, advice)
