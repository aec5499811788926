"""When the night's copy is due, how copies are called, and which old ones may go. Pure: names and times in and out."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workchat.totvs.rules import last_night

NIGHTLY_AT = "03:00"  # on the school's wall clock
AGAIN_AFTER = timedelta(hours=1)  # a copy that failed is tried again, in case somebody made room meanwhile
DAYS, WEEKS, MONTHS = 7, 4, 6
KEPT_BEFORE_UPDATE = 3
KEPT_KEYS = 10
TOGETHER = timedelta(hours=24)  # copies made by hand on the newest one's day all stay

NIGHT, BEFORE_UPDATE, BEFORE_RESTORE, KEYS = "workchat", "before-update", "before-restore", "keys"
WRITTEN = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(workchat|before-update|before-restore|keys)-(\d{8}T\d{6}Z)\.(db|dump|json)")
_PART = re.compile(_NAME.pattern + r"\.partial(-journal|-wal|-shm)?")


class Copy(NamedTuple):
    """A copy, from its name alone. `made_at`: naive UTC."""

    name: str
    kind: str
    made_at: datetime


def name_of(kind: str, at: datetime, suffix: str) -> str:
    """`workchat-20261122T060000Z.db`: UTC, so that names sort by time."""
    return f"{kind}-{at:{WRITTEN}}.{suffix}"


def read_name(name: str) -> Copy | None:
    """What a file's name says, or None: not one of ours, nobody touches it."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return Copy(name, found[1], datetime.strptime(found[2], WRITTEN))
    except ValueError:
        return None


def is_part(name: str) -> bool:
    """Whether a file is the half of a copy of ours: what a killed program left behind."""
    return _PART.fullmatch(name) is not None


def copies_in(names: Iterable[str], *kinds: str) -> list[Copy]:
    """Those of these kinds, newest first."""
    found = [copy for name in names if (copy := read_name(name)) and copy.kind in kinds]
    return sorted(found, key=lambda copy: (copy.made_at, copy.name), reverse=True)


def may_go(names: Iterable[str], now: datetime, made: str = "") -> list[str]:
    """Which copies are not needed any more: all but the newest of each of the last 7 days, 4 weeks and 6 months that
    have one. Counted from copies, not from today: a clock that jumps ahead deletes nothing.

    Those dated after `now` are counted apart: nobody knows which clock was wrong, so neither push out the others.
    `made`: the copy just made, which stays whatever its name says beside theirs.
    """
    names = list(names)
    nights, updates = copies_in(names, NIGHT), copies_in(names, BEFORE_UPDATE)
    kept = {copy.name for side in _sides(nights, now) for copy in _needed(side)}
    kept |= {copy.name for side in _sides(updates, now) for copy in side[:KEPT_BEFORE_UPDATE]}
    return [copy.name for copy in (*nights, *updates) if copy.name not in kept | {made}]


def _sides(copies: list[Copy], now: datetime) -> tuple[list[Copy], list[Copy]]:
    return [copy for copy in copies if copy.made_at <= now], [copy for copy in copies if copy.made_at > now]


def _needed(nights: list[Copy]) -> set[Copy]:
    """`nights`: newest first."""
    kept = {copy for copy in nights if copy.made_at > nights[0].made_at - TOGETHER}
    for most, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest: dict[str, Copy] = {}
        for copy in nights:
            newest.setdefault(f"{copy.made_at:{period}}", copy)
        kept |= set(list(newest.values())[:most])
    return kept


def keys_that_may_go(names: Iterable[str]) -> list[str]:
    """Copies of keys are made only when they changed, and old copies of the records may need old keys."""
    return [copy.name for copy in copies_in(names, KEYS)[KEPT_KEYS:]]


def copy_due(last_good: datetime | None, last_try: datetime | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the night's copy has to be made now. `last_good`, `last_try`: when the newest good copy, and the newest
    try until now, began; naive UTC. A missed night is made up for as soon as somebody is there to do it."""
    _, then = last_night(NIGHTLY_AT, zone, now)
    if last_good is not None and then <= last_good <= now:
        return False
    return last_try is None or not now - AGAIN_AFTER < last_try <= now
