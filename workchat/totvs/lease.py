"""One reading of RM at a time, over all workers: each takes a licence away from the school's people while it lasts."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workchat.db import run
from workchat.outbox.claim import new_token
from workchat.outbox.holder import is_dead
from workchat.totvs.models import RmConnection

# Held so long after the last sign of life. Looking a name up may hide the next one for 30 seconds.
LASTS, SIGN_EVERY = timedelta(seconds=60), 5.0

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
    signed: float = 0.0

    @property
    def time(self) -> datetime:
        """Now (naive UTC)."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def live(self) -> None:
        """While waiting: a sign of life when the last one is some seconds old.

        :raises LeaseLost: it belongs to another worker by now.
        """
        if time.monotonic() - self.signed > SIGN_EVERY:
            self.keep()

    def keep(self) -> None:
        """Before TOTVS is asked: a sign of life, surely.

        :raises LeaseLost: it belongs to another worker by now.
        """
        self.signed = time.monotonic()
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
