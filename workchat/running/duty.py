"""One worker keeps the timetable for all of them: whose turn it is, and what is due now."""

import time
from datetime import datetime, timedelta

from workchat.db import run
from workchat.outbox.claim import new_token
from workchat.outbox.holder import is_dead
from workchat.running.models import Duty
from workchat.scheduled.models import LONG_AGO

LEASE = timedelta(seconds=30)  # a keeper that signs no more is replaced after it; one killed on this machine at once
# Who asked the time and then waited sees leases that others renewed meanwhile end later than its own would. Nobody
# waits longer inside a transaction: Postgres ends it (db.SESSION), and SQLite's waits before it asks.
TOO_FAR = timedelta(minutes=2)
# Seconds without a sign of the thread that keeps it, after which its turn is renewed no more. Longer than a task may
# last that gives no sign in between: twenty files at 140 s, one of thousands of pictures to copy, a draw, a clean-up.
HANGS = {"timetable": 15 * 60, "network": 60 * 60, "students": 30 * 60, "copies": 6 * 3600}
MARGIN = 5.0  # seconds before the lease ends, in which its keeper begins nothing any more

NEW = """INSERT INTO duty (name, token, lease_until, next_at) VALUES (?, '', ?, ?) ON CONFLICT (name) DO NOTHING"""
# A lease that ends later than any could was written before the clock went back, see TOO_FAR.
TAKE = """UPDATE duty SET token = ?, lease_until = ?
WHERE name = ? AND (token = ? OR token = ? OR lease_until <= ? OR lease_until > ?)"""
GIVE_BACK = "UPDATE duty SET token = '', lease_until = ? WHERE name = ? AND token = ?"
# Fenced: who lost the turn meanwhile begins nothing, whatever it believes.
BEGIN = """UPDATE duty SET next_at = ? WHERE name = ? AND (next_at <= ? OR next_at > ?)
AND EXISTS (SELECT 1 FROM duty keeper WHERE keeper.name = ? AND keeper.token = ?)"""
FAILED = """UPDATE duty SET next_at = ? WHERE name = ? AND next_at > ?
AND EXISTS (SELECT 1 FROM duty keeper WHERE keeper.name = ? AND keeper.token = ?)"""


class Turn:
    """One timetable, as this worker sees it: is it the one that keeps it? The heartbeat renews it, threads ask."""

    def __init__(self, name: str) -> None:
        self.name, self.token = name, new_token()
        self._until, self._went_on = 0.0, steady()

    def goes_on(self) -> None:
        """A sign of the thread that keeps it: it looks what is due, or a long task took another step."""
        self._went_on = steady()

    def hangs(self) -> bool:
        return steady() - self._went_on > HANGS[self.name]

    def mine(self) -> bool:
        """Whether this worker keeps it now, by a clock that nobody sets and that runs while the machine sleeps."""
        return steady() < self._until

    def renew(self, now: datetime) -> bool:
        """Take the turn if nobody has it, or go on having it. `now`: the database's clock.

        Not while its thread hangs: the lease runs out, and another worker takes over.
        """
        asked = steady()
        if self.hangs():
            self._until = 0.0
            return False
        held = Duty.get_or_none(Duty.name == self.name)
        if held is None:
            run(NEW, self.name, LONG_AGO, LONG_AGO)
        dead = held.token if held and held.token and is_dead(held.token.partition("/")[0]) else self.token
        until = now + LEASE
        kept = run(TAKE, self.token, until, self.name, self.token, dead, now, until + TOO_FAR).rowcount
        self._until = asked + LEASE.total_seconds() - MARGIN if kept else 0.0
        return bool(kept)

    def doubt(self) -> None:
        """Whether the turn was renewed is not known: it is not ours until it is renewed again."""
        self._until = 0.0

    def give_back(self, now: datetime) -> None:
        """Another worker may have it at once: this one stops."""
        self._until = 0.0
        run(GIVE_BACK, now, self.name, self.token)

    def begins(self, task: str, every: float, now: datetime) -> bool:
        """Whether a task is due, over all workers; then it is written down that this one does it. `every`: seconds."""
        following = now + timedelta(seconds=every)
        run(NEW, task, LONG_AGO, LONG_AGO)
        return bool(run(BEGIN, following, task, now, following, self.name, self.token).rowcount)

    def failed(self, task: str, again: datetime) -> None:
        """A task that failed is due again at this time, not after its whole pause: templates come every six hours."""
        run(FAILED, again, task, again, self.name, self.token)


def steady() -> float:
    """Seconds of a clock that cannot be set. Linux's own goes on while the machine sleeps: leases run out then too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
