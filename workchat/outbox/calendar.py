"""When scheduled messages may leave: the school's hours, Brazil's national holidays, and the school's own days.

Pure: moments are naive UTC; hours and days are those of the school's wall clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

FAR = 400  # days: a calendar that does not open within them never opens

NATIONAL = {  # (month, day) -> (name, first year)
    (1, 1): ("Confraternização Universal", 1949),  # Lei 662/1949
    (4, 21): ("Tiradentes", 1951),  # Lei 1.266/1950; today Lei 10.607/2002
    (5, 1): ("Dia do Trabalhador", 1949),
    (9, 7): ("Independência do Brasil", 1949),
    (10, 12): ("Nossa Senhora Aparecida", 1980),  # Lei 6.802/1980
    (11, 2): ("Finados", 1949),
    (11, 15): ("Proclamação da República", 1949),
    (11, 20): ("Dia Nacional de Zumbi e da Consciência Negra", 2024),  # Lei 14.759/2023
    (12, 25): ("Natal", 1949),
}
GOOD_FRIDAY = "Sexta-feira Santa"  # municipal by law (Lei 9.093/1995), observed everywhere

Hours = tuple[time, time] | None  # from ≤ t < until; None = not on such days


@dataclass(frozen=True)
class Calendar:
    """`hours`: seven, Monday first. `closed_days`: the school's own."""

    zone: ZoneInfo
    hours: tuple[Hours, ...]
    closed_days: frozenset[date] = frozenset()
    skips_holidays: bool = True


def is_open(calendar: Calendar, now: datetime) -> bool:
    """Whether a scheduled message may leave at that moment."""
    span = _span(calendar, _day(calendar, now))
    return span is not None and span[0] <= now < span[1]


def next_open(calendar: Calendar, now: datetime) -> datetime | None:
    """`now` itself when open, else when it opens; None = never (not within 400 days)."""
    span = next_span(calendar, now)
    return span and span[0]


def next_span(calendar: Calendar, now: datetime) -> tuple[datetime, datetime] | None:
    """(from, until) of the rest of the open hours, or of the next ones; None = never."""
    today = _day(calendar, now)
    for days in range(FAR):
        span = _span(calendar, today + timedelta(days))
        if span and now < span[1]:
            return max(span[0], now), span[1]
    return None


def closed_because(calendar: Calendar, day: date) -> str | None:
    """Why nothing leaves on a whole day, in words; None when the day has open hours."""
    if day in calendar.closed_days:
        return "dia sem envio da escola"
    if calendar.skips_holidays and (holiday := national_holidays(day.year).get(day)):
        return holiday
    return None if calendar.hours[day.weekday()] else "sem horário de envio"


@cache
def national_holidays(year: int) -> dict[date, str]:
    """Day -> name, in the order of the year. Shared: do not change it."""
    days = {date(year, *at): name for at, (name, since) in NATIONAL.items() if year >= since}
    days.setdefault(easter(year) - timedelta(days=2), GOOD_FRIDAY)
    return dict(sorted(days.items()))


def hours_between(begin: str, end: str) -> Hours:
    """Two stored "08:00", both empty = not on such days."""
    return (time.fromisoformat(begin), time.fromisoformat(end)) if begin and end else None


def _day(calendar: Calendar, now: datetime) -> date:
    return now.replace(tzinfo=UTC).astimezone(calendar.zone).date()


def _span(calendar: Calendar, day: date) -> tuple[datetime, datetime] | None:
    if closed_because(calendar, day):
        return None
    begin, end = calendar.hours[day.weekday()]
    # When the clocks change, a time of the wall comes twice or never: the later opening and the earlier close hold.
    opens, closes = _moment(calendar, day, begin, max), _moment(calendar, day, end, min)
    return (opens, closes) if opens < closes else None


def _moment(calendar: Calendar, day: date, at: time, choose: Callable) -> datetime:
    both = (datetime.combine(day, at.replace(fold=fold), calendar.zone).astimezone(UTC) for fold in (0, 1))
    return choose(moment.replace(tzinfo=None) for moment in both)
