"""How long things take in a tortured school: its own times, cut so that a thousand kills fit in minutes."""

import mmap
import struct
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import workchat.worker
from workchat.outbox import deliver, rules
from workchat.running import duty, heartbeat

DEADLINE, LEASE, PROOF_WAIT = 0.8, 3.0, 4.0  # seconds
SLOTS = 16  # processes with a clock of their own
HURRY = 5


def hurry() -> None:
    """In a forked process only: what lasts seconds lasts parts of one."""
    rules.DEADLINE, rules.LEASE = timedelta(seconds=DEADLINE), timedelta(seconds=LEASE)
    rules.PROOF_WAIT, rules.OFFLINE = timedelta(seconds=PROOF_WAIT), timedelta(seconds=0.2)
    rules.claim_is_stale.__defaults__ = (rules.LEASE,)
    usual = rules._delay
    rules._delay = lambda *given: usual(*given) / 50
    duty.LEASE, duty.MARGIN, heartbeat.EVERY = timedelta(seconds=3), 0.5, 0.5
    deliver.LONGEST_PAUSE = 0.2
    table, worker = workchat.worker.timetable, workchat.worker.Worker
    workchat.worker.timetable = lambda: tuple(replace(task, every=_sooner(task.every)) for task in table())

    class Hurried(worker):
        def __init__(self, *given, **named) -> None:
            super().__init__(*given, **named)
            wait = self._stop.wait
            self._stop.wait = lambda seconds: wait(seconds / HURRY)

    workchat.worker.Worker = Hurried


def _sooner(every: float) -> float:
    """What is done once over all workers stays such a task."""
    return every / HURRY if every < workchat.worker.KEPT else max(every / 60, workchat.worker.KEPT)


class Clocks:
    """How far the clock of each process is off, in a file that all of them see. Slot 0 is the main process's."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(8 * SLOTS))
        with path.open("r+b") as file:
            self._seconds = mmap.mmap(file.fileno(), 8 * SLOTS)
        self._gate = threading.Lock()
        self.changed: list[float] = []  # when, on the monotonic clock

    def set(self, slot: int | None, seconds: float) -> None:
        """None: of every process."""
        with self._gate:
            self.changed.append(time.monotonic())
            for one in range(SLOTS) if slot is None else (slot,):
                struct.pack_into("d", self._seconds, 8 * one, seconds)

    def off(self, slot: int) -> timedelta:
        return timedelta(seconds=struct.unpack_from("d", self._seconds, 8 * slot)[0])

    def wear(self, slot: int) -> None:
        """In a forked process only: from now on its host's clock is this far off. The monotonic one is not."""
        clocks = self

        class Jumping(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + clocks.off(slot)

            @classmethod
            def fromisoformat(cls, text):
                return datetime.fromisoformat(text)

        sys.modules["workchat.db"].datetime = Jumping  # `workchat.db` itself is the handle
