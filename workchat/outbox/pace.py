"""How fast scheduled messages may leave a number: the gap after each one, and how many people in 24 hours.

Pure: times arrive as naive UTC, gaps are in seconds, chance arrives as `draw`, a number from 0 to 1.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RAMP = (30, 50, 80, 120, 160, 200)  # people in 24 hours, in the first days of a number that begins gradually
DAY = timedelta(hours=24)  # WhatsApp's limit counts the last 24 hours, not the date


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two messages, how much longer chance may make them, and the longer pause every so many."""

    interval: int
    variation_percent: int = 0
    pause_every: int = 0  # messages; 0 = no longer pauses
    pause_seconds: int = 0


def gap(pace: Pace, since_pause: int, draw: float) -> timedelta:
    """From the end of a send to the start of the next: never under the interval.

    `since_pause`: messages since the last longer pause, the one just sent included.
    """
    seconds = pace.interval * (1 + pace.variation_percent / 100 * draw)
    if rests_now(pace, since_pause):
        seconds = max(seconds, pace.pause_seconds)
    return timedelta(seconds=seconds)


def counted(pace: Pace, since_pause: int) -> int:
    """`since_pause` after one more send: the first one after a longer pause counts from 1 again."""
    return 1 if rests_now(pace, since_pause) else since_pause + 1


def rests_now(pace: Pace, since_pause: int) -> bool:
    """Whether the gap after so many messages is the longer pause."""
    return 0 < pace.pause_every <= since_pause


def allowance(cap: int, ramps: bool, days_since_first: int | None) -> int:
    """People in a rolling 24 hours. `days_since_first`: since the number's first scheduled message, None = none yet."""
    day = max(days_since_first or 0, 0)
    return min(cap, RAMP[day]) if ramps and day < len(RAMP) else cap


def release_at(begun: Sequence[datetime], allowance: int, now: datetime) -> datetime:
    """When one more may begin: now, or the moment at which enough of the last ones are 24 hours old.

    `begun`: when the last ones began, ascending, at least the last `allowance` of them; `allowance` from 1.
    """
    recent = len(begun) - bisect_right(begun, now - DAY)
    return now if recent < allowance else max(now, begun[-allowance] + DAY)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many people in 24 hours a number may reach, and since when: a gradual beginning allows more each day."""

    cap: int
    ramps: bool = False
    first_at: datetime | None = None  # the number's first scheduled message ever

    def at(self, now: datetime) -> int:
        """The allowance at that moment."""
        return allowance(self.cap, self.ramps, self.first_at and (now - self.first_at).days)

    def release_at(self, begun: Sequence[datetime], now: datetime) -> datetime:
        """As release_at, over the days: the allowance may grow before enough of the last ones are 24 hours old."""
        while (free := release_at(begun, self.at(now), now)) > now:
            grows = self.grows_at(now)
            if grows is None or free < grows:
                return free
            now = grows
        return now

    def grows_at(self, now: datetime) -> datetime | None:
        """When more people are allowed than now; None = not any more (or nothing was sent yet)."""
        if not self.ramps or self.first_at is None:
            return None
        day = max((now - self.first_at).days, 0) + 1
        return self.first_at + day * DAY if day <= len(RAMP) else None
