"""Every few seconds a program signs that it lives, and that it is still its turn to keep the timetable."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import workchat
from workchat.db import clock, db, is_postgres
from workchat.log import ERROR, tell, tell_seldom
from workchat.outbox.claim import new_token
from workchat.running.duty import Turn
from workchat.running.models import Program
from workchat.running.oldest import too_old

EVERY = 5.0  # seconds
KEPT = timedelta(days=1)  # rows of programs that are gone
WEB, WORKER, ALL = "web", "worker", "all"


class Heartbeat:
    """A thread of its own. `kind`: web, worker or all (both in one). `looked`: how many seconds ago the sender looked
    for messages, None = it has not. `turns`: what this program would keep for all."""

    def __init__(
        self, kind: str, turns: Sequence[Turn] = (), looked: Callable[[], float | None] = lambda: None
    ) -> None:
        self.kind, self.token = kind, new_token()
        self._turns, self._looked, self._started_at = turns, looked, None
        self._stop, self._told_to_stop = threading.Event(), False
        self._thread = threading.Thread(target=self._live, name="heartbeat", daemon=True)

    def start(self) -> None:
        database = "postgres" if is_postgres() else "sqlite"
        tell("started", program=self.kind, version=workchat.__version__, database=database, pid=os.getpid())
        self._thread.start()

    def stop(self, timeout: float = 2 * EVERY) -> None:
        """Sign off, and give the turns to others. `timeout` in seconds."""
        if not self._stop.is_set():
            tell("stopped", program=self.kind, pid=os.getpid())
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _live(self) -> None:
        while not self._stop.is_set():
            self._guarded(self.sign)
            self._stop.wait(EVERY)
        self._guarded(self._sign_off)

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            with db.connection_context(), db.atomic():
                act()
        except Exception as error:
            for turn in self._turns:
                turn.doubt()
            tell_seldom("sign of life failed", error)

    def sign(self) -> None:
        """One sign of life. A program too old for the database by now is told to stop."""
        now = clock()
        self._started_at = self._started_at or now
        looked = self._looked()
        signed = {"seen_at": now, "looked_at": None if looked is None else now - timedelta(seconds=looked)}
        if not Program.change(signed, "WHERE token = ?", self.token):
            Program.put(**self._who(), **signed)
        for turn in self._turns:
            turn.renew(now)
        if not self._told_to_stop and (sentence := too_old()):
            self._tell_to_stop(sentence)

    def _tell_to_stop(self, sentence: str) -> None:
        """Once: it goes on signing while it finishes what is in hand, and a second signal would break that off."""
        self._told_to_stop = True
        tell("program too old for the database", ERROR, version=workchat.__version__)
        print(sentence, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)

    def _who(self) -> dict[str, object]:
        return {
            "token": self.token, "kind": self.kind, "host": socket.gethostname(), "pid": os.getpid(),
            "version": workchat.__version__, "started_at": self._started_at,
        }  # fmt: skip

    def _sign_off(self) -> None:
        now = clock()
        Program.change({"seen_at": now, "ended_at": now}, "WHERE token = ?", self.token)
        for turn in self._turns:
            turn.give_back(now)


def forget_old_programs(now: datetime) -> int:
    """Delete the rows of programs that have been gone for a day; returns how many."""
    return Program.delete().where(Program.seen_at < now - KEPT).execute()
