"""When a repeated message goes again: the same hour on the school's wall clock, a week or a month later. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


def next_occurrence(due: datetime, repeat: str, day: int | None, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first repetition of `due` later than `after` (naive UTC); None when it does not repeat.

    A month without the `day` (31) has it on its last day; the month after has the 31st again.
    """
    if repeat not in ("weekly", "monthly"):
        return None
    wall, step = due.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None), 0
    while True:
        step += 1
        if repeat == "weekly":
            then = wall + timedelta(weeks=step)
        else:
            then = wall + relativedelta(months=step, day=day or wall.day)
        utc = then.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        if utc > after:
            return utc
