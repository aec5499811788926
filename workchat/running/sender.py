"""Is anybody sending? What pages and monitors say of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.db import moment, run

SILENT = timedelta(seconds=60)  # a call to WhatsApp lasts 20 s at most, so who was silent longer does not send

LAST_LOOK = "SELECT MAX(looked_at), MIN(CASE WHEN ended_at IS NULL AND looked_at > ? THEN started_at END) FROM program"


@dataclass(frozen=True)
class Sender:
    """`alive`: some worker looks for messages. `since`: when the oldest of them started; when dead, when the last one
    was last seen looking; None = none ever was. Naive UTC."""

    alive: bool
    since: datetime | None


def sender(now: datetime) -> Sender:
    """Whether messages leave, from what the workers signed. `now`: the database's clock."""
    last, started = map(moment, run(LAST_LOOK, now - SILENT).fetchone())
    return Sender(True, started) if started else Sender(False, last)
