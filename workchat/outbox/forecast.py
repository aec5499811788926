"""When a scheduled message would reach its people: the sender's own rules, played ahead of time.

Pure. The answer is that of a sender who takes no time to send and draws the mean of every variation.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice, repeat
from zoneinfo import ZoneInfo

from workchat.outbox.calendar import Calendar, next_span
from workchat.outbox.pace import DAY, Limit, Pace, gap, rests_now

MEAN = 0.5  # of all draws of the variation
HORIZON = timedelta(days=3 * 365)  # what would take longer has no date that helps anybody
TICK = timedelta(microseconds=1)  # inside, times are whole ticks since `now`: a hundred thousand of them in no time
A_DAY = DAY // TICK


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the school's wall clock; `first` and `last` send in naive UTC."""

    date: date
    people: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """The first and the last send in naive UTC, and the days between them on which somebody is reached."""

    begins: datetime
    ends: datetime
    days: tuple[Day, ...]

    @property
    def people(self) -> int:
        return sum(day.people for day in self.days)


def forecast(
    people: int, now: datetime, pace: Pace, calendar: Calendar, limit: Limit, *,
    urgent: bool = False, begun: Sequence[datetime] = (), ready_at: datetime | None = None, since_pause: int = 0,
    others: Sequence[int] = (), ahead: int = 0,
) -> Forecast | None:  # fmt: skip
    """What the sender would do with so many people (from 1) from `now` on; None = not within three years, or never.

    `urgent`: the calendar only says what a day is. `begun`: when the number's sends of the last 24 hours began,
    ascending. `ready_at`: when the gap after the last one is over. `since_pause`: as the lane keeps it. `others`:
    people still to go of each of the number's other scheduled messages that take turns with this one, one by one.
    `ahead`: people still to go of its urgent ones, when this one is not: those go first, at any hour.
    """
    ours = _turns(people, others)
    outlook = _Outlook(now, calendar, limit, max(now, ready_at or now), [(at - now) // TICK for at in begun])
    gaps = _gaps(pace, since_pause)
    if not (outlook.play(ahead, gaps, urgent=True) and outlook.play(ours[-1][-1] + 1, gaps, urgent)):
        return None
    sends = outlook.sends[len(begun) + ahead :]
    ticks = [at for turn in ours for at in sends[turn.start : turn.stop : turn.step]]
    return Forecast(now + ticks[0] * TICK, now + ticks[-1] * TICK, tuple(_days(ticks, now, calendar.zone)))


def lasts(people: int, pace: Pace) -> timedelta:
    """From the first send to the last by the gaps alone: at any hour, without a limit of people."""
    return sum(islice(_gaps(pace, 0), people - 1)) * TICK


@dataclass
class _Outlook:
    """The sends so far, in ticks since `now`, and when the gap after the last one is over."""

    now: datetime
    calendar: Calendar
    limit: Limit
    ready: datetime
    sends: list[int]

    def play(self, more: int, gaps: Iterator[int], urgent: bool) -> bool:
        """Add so many sends; False when that takes too long."""
        wanted = len(self.sends) + more
        while len(self.sends) < wanted:
            span = self._stretch(urgent)
            if span is None:
                return False
            begin, end = ((at - self.now) // TICK for at in span)
            at = self._fill(begin, end, gaps, wanted)
            self.ready = self.now + (at if len(self.sends) == wanted else max(at, end)) * TICK
        return True

    def _stretch(self, urgent: bool) -> tuple[datetime, datetime] | None:
        """(from, until) of the next time that is open and of one allowance."""
        far = self.now + HORIZON
        span = (self.ready, far) if urgent else next_span(self.calendar, self.ready)
        if span is None or span[0] >= far:
            return None
        if self.limit.ramps and self.limit.first_at is None:
            self.limit = replace(self.limit, first_at=span[0])
        grows = self.limit.grows_at(span[0])
        return (span[0], min(span[1], grows)) if grows else span

    def _fill(self, at: int, end: int, gaps: Iterator[int], wanted: int) -> int:
        """Send before `end` whatever the gaps and the last 24 hours allow; returns when the gap is over."""
        sends, allowed = self.sends, self.limit.at(self.now + at * TICK)
        count = len(sends)
        while count < wanted:
            begins = at
            if count >= allowed and sends[count - allowed] + A_DAY > at:
                begins = sends[count - allowed] + A_DAY
            if begins >= end:
                break
            sends.append(begins)
            count += 1
            at = begins + next(gaps)
        return at


def _gaps(pace: Pace, since_pause: int) -> Iterator[int]:
    """The gap after each of the next sends, in ticks."""
    if not pace.pause_every:
        return repeat(gap(pace, 1, MEAN) // TICK)
    round_ = [gap(pace, since, MEAN) // TICK for since in range(1, pace.pause_every + 1)]
    return islice(cycle(round_), 0 if rests_now(pace, since_pause) else since_pause, None)


def _turns(people: int, others: Sequence[int]) -> list[range]:
    """Which of all sends are ours: we go first, then one of each other that still has people."""
    turns, at, had = [], 0, 0
    for done in sorted({*(other for other in others if 0 < other < people), people}):
        step = 1 + sum(other > had for other in others)
        turns.append(range(at, at + (done - had) * step, step))
        at, had = at + (done - had) * step, done
    return turns


def _days(ticks: list[int], now: datetime, zone: ZoneInfo) -> Iterator[Day]:
    at = 0
    while at < len(ticks):
        first = now + ticks[at] * TICK
        day = first.replace(tzinfo=UTC).astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC).replace(tzinfo=None)
        until = bisect_left(ticks, (midnight - now) // TICK, at)
        yield Day(day, until - at, first, now + ticks[until - 1] * TICK)
        at = until
