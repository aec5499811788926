"""One reading of RM at a time, over all workers: each takes a licence away from the school's people while it lasts."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workchat.db import run
from workchat.outbox.claim import new_token
from workchat.outbox.holder import is_dead
from workchat.totvs.models import RmConnection

# Held so long after the last sign of life, which comes every two seconds. Looking a name up may hide it for 30 s.
LASTS = timedelta(seconds=60)

TAKE = "UPDATE rm_connection SET busy_until = ?, busy_token = ? WHERE id = 1 AND (busy_until <= ? OR busy_token = ?)"
KEEP = "UPDATE rm_connection SET busy_until = ? WHERE id = 1 AND busy_token = ?"
AHEAD = "UPDATE rm_connection SET busy_until = ? WHERE id = 1 AND busy_until > ?"


class LeaseLost(Exception):
    """Another worker took the reading over: this one was silent for too long."""


@dataclass
class Lease:
    """The right to read, in this worker's hands. Its time goes on from `now` by a clock that nobody can set."""

    token: str
    now: datetime
    began: float = field(default_factory=time.monotonic)

    @property
    def time(self) -> datetime:
        """Now (naive UTC)."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def keep(self) -> None:
        """A sign of life.

        :raises LeaseLost: it belongs to another worker by now.
        """
        if not run(KEEP, self.time + LASTS, self.token).rowcount:
            raise LeaseLost

    def give_back(self) -> None:
        """Free at once for the next; nothing when it was lost."""
        run(KEEP, self.now - timedelta(seconds=1), self.token)


def take_lease(now: datetime) -> Lease | None:
    """The lease, or None while another worker reads. `now`: the database's clock.

    That of a process that was killed on this machine is taken at once, others when they ran out.
    """
    row = RmConnection.current()
    run(AHEAD, now + LASTS, now + LASTS)  # the clock went back: it must not be held for an hour
    dead = row.busy_token if row.busy_token and is_dead(row.busy_token.partition("/")[0]) else "-"
    token = new_token()
    return Lease(token, now) if run(TAKE, now + LASTS, token, now, dead).rowcount else None
