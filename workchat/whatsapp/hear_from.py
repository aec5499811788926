"""WhatsApp reached us about a number: the page of the numbers says when, so that silence is noticed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import Arrived

NOTED_EVERY = timedelta(minutes=1)  # a write for each webhook would cost more than it tells


def hear_from(received: Iterable[Arrived], numbers: Mapping[str, Number], now: datetime) -> None:
    """Note the time on the numbers that these updates speak of, when the last note is over a minute old."""
    named = {getattr(arrived.update, "phone_number_id", None) for arrived in received}
    stale = [
        number.id
        for phone_number_id, number in numbers.items()
        if phone_number_id in named and (not number.last_webhook_at or now - number.last_webhook_at >= NOTED_EVERY)
    ]
    if stale:
        Number.update(last_webhook_at=now).where(Number.id.in_(stale)).execute()
