"""How far a scheduled message got: how many in each state, how fast, and when it will end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.db import run
from workchat.scheduled.forecast_of import forecast_of
from workchat.scheduled.models import PAUSED, SENDING, ScheduledMessage

RATE_OVER = timedelta(hours=1)
COUNTS = "SELECT status, COUNT(*) FROM delivery WHERE scheduled_message_id = ? GROUP BY status"
LATELY = """SELECT COUNT(*) FROM delivery WHERE scheduled_message_id = ? AND started_at > ?
AND status NOT IN ('queued', 'skipped', 'cancelled')"""
WAITING = ("queued", "sending")
REACHED = ("sent", "delivered", "read")
LEFT_OUT = ("skipped", "cancelled")


@dataclass(frozen=True)
class Progress:
    """`counts` by delivery status; `total`: without those left out; `ends`: naive UTC, if it goes on."""

    counts: dict[str, int]
    total: int
    done: int
    rate_per_hour: int
    ends: datetime | None
    drawing: bool

    @property
    def reached(self) -> int:
        """Who has it. Neither failures nor uncertain ones."""
        return sum(self.counts.get(status, 0) for status in REACHED)

    @property
    def waiting(self) -> int:
        return self.total - self.done


def progress_of(message: ScheduledMessage, now: datetime) -> Progress:
    """What to show of it now."""
    counts = dict(run(COUNTS, message.id).fetchall())
    total = sum(count for status, count in counts.items() if status not in LEFT_OUT)
    waiting = sum(counts.get(status, 0) for status in WAITING)
    drawing = message.state in (SENDING, PAUSED) and message.drawn_at is None and message.started_at is not None
    sending = message.state == SENDING and waiting and not drawing
    leaves = sending and message.number.active and not message.number.stopped_at
    forecast = forecast_of(message, waiting, now) if leaves else None
    return Progress(counts, total, total - waiting, _rate(message, now), forecast and forecast.ends, drawing)


def _rate(message: ScheduledMessage, now: datetime) -> int:
    """Sent in an hour, as it went since it last began, at most over the last hour."""
    since = max(message.resumed_at or message.created_at, now - RATE_OVER)
    sent = run(LATELY, message.id, since).fetchone()[0]
    return round(sent * RATE_OVER / max(now - since, timedelta(seconds=1))) if sent else 0
