"""Somebody looks at an invented phone: its new messages are seen, and the school gets blue ticks when it may."""

from datetime import datetime

from workchat.db import timestamp
from workchat.simulator import wire
from workchat.simulator.accept import category
from workchat.simulator.models import Bubble, Faults, Phone, line_of
from workchat.whatsapp.models import Number


def see(number: Number, phone: Phone, now: datetime) -> list[dict]:
    """Take the unread dot away; the entries are the `read` statuses, none when read receipts are off."""
    fresh = list(Bubble.select().where(Bubble.phone == phone, Bubble.unread).order_by(Bubble.id))
    if not fresh:
        return []
    receipts = Faults.current().read_receipts
    status = {"status": "read"} if receipts else {}
    Bubble.update(unread=False, **status).where(Bubble.id.in_([bubble.id for bubble in fresh])).execute()
    return [_read(number, phone, bubble, now) for bubble in fresh] if receipts else []


def _read(number: Number, phone: Phone, bubble: Bubble, now: datetime) -> dict:
    at, price = timestamp(now), category(bubble.body)
    return wire.status_entry(line_of(number), phone.person, bubble.wa_id, "read", at, key=bubble.key, category=price)
