"""A school that sends scheduled messages, step by step: time moves only when a test says so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.cast import contact
from tests.desk import Desk
from workchat.chat.models import CLOSED, Ticket
from workchat.contacts.models import Contact
from workchat.db import db
from workchat.outbox.deliver import finish
from workchat.outbox.models import Delivery
from workchat.scheduled.cancel import empty_cancelled_all_due
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.fan_out import fan_out_all_due
from workchat.scheduled.finish import finish_all_due
from workchat.scheduled.models import SCHEDULED, AudiencePart, ScheduledMessage
from workchat.scheduled.start import start_all_due
from workchat.settings.models import Settings
from workchat.whatsapp.models import Template


def people(desk: Desk, count: int, wrote: bool = True, first: int = 0) -> list[Contact]:
    """Saved contacts; those who `wrote` did so a minute ago, so that their 24-hour window is open."""
    rows = [contact(f"Pessoa {n}", f"5511900{n:06}", approved_at=desk.now) for n in range(first, first + count)]
    if wrote:
        wrote_now(desk, rows)
    return rows


def wrote_now(desk: Desk, rows: Iterable[Contact], at: datetime | None = None) -> None:
    at = at or desk.now - timedelta(minutes=1)
    for row in rows:
        Ticket.create(protocol=f"p-{row.id}-{at:%d%H%M%S}", number=desk.cast.number, contact=row, state=CLOSED,
                      opened_at=at, last_message_at=at, last_inbound_at=at)  # fmt: skip


def message(desk: Desk, text: str = "Olá, {{primeiro_nome}}!", **columns) -> ScheduledMessage:
    """To all contacts, due now, unless columns say otherwise."""
    given = {"title": "Aviso", "number": desk.cast.number, "text": text, "state": SCHEDULED, "due_at": desk.now,
             "opt_out_line": False, "created_at": desk.now, "created_by": desk.cast.ana}  # fmt: skip
    row = ScheduledMessage.create(**{**given, **columns})
    AudiencePart.create(scheduled_message=row, kind="all")
    return row


def template(desk: Desk, body: str = "Reunião em {{1}}.", **columns) -> Template:
    given = {"name": "aviso", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY", "variables": 1}
    known = Template.get_or_none(Template.number == desk.cast.number, Template.name == given["name"])
    return known or Template.create(number=desk.cast.number, body=body, **{**given, **columns})


def work(desk: Desk) -> None:
    """What the worker's timetable does with scheduled messages."""
    start_all_due(desk.now)
    fan_out_all_due(desk.now)
    finish_all_due(desk.now)
    empty_cancelled_all_due(desk.now)


def send_one(desk: Desk) -> dict | None:
    """Send the next scheduled message if one may leave now; what left."""
    looked = claim_scheduled(desk.now, Settings.current())
    if looked.claim is None:
        return None
    before = len(desk.cloud.bodies)
    answer = desk.call(looked.claim)
    with db.atomic():
        finish(looked.claim, answer, desk.now)
    return desk.cloud.bodies[-1] if len(desk.cloud.bodies) > before else {}


def play(desk: Desk, seconds: int, step: int = 1) -> list[datetime]:
    """Let the worker work for so long; the moments at which something was sent or refused."""
    begun, end = [], desk.now + timedelta(seconds=seconds)
    while desk.now < end:
        work(desk)
        while send_one(desk) is not None:
            begun.append(desk.now)
        desk.later(seconds=step)
    return begun


def statuses(row: ScheduledMessage) -> dict[str, int]:
    counted: dict[str, int] = {}
    for delivery in Delivery.select().where(Delivery.scheduled_message == row):
        counted[delivery.status] = counted.get(delivery.status, 0) + 1
    return counted


def state(row: ScheduledMessage) -> str:
    return ScheduledMessage.get_by_id(row.id).state
