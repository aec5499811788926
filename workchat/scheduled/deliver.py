"""The sender of scheduled messages: the same as for replies, but at the school's pace."""

import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from workchat.db import AWAY, clock, db
from workchat.outbox.claim import Claim
from workchat.outbox.deliver import Answer, Deliverer, Sender, finish
from workchat.outbox.models import BULK
from workchat.scheduled.claim import claim_scheduled
from workchat.settings.models import Settings
from workchat.whatsapp.answers import Refused
from workchat.whatsapp.models import Number

SECOND = timedelta(seconds=1)
LEAST_PAUSE = 0.01  # seconds between two looks


class ScheduledDeliverer(Deliverer):
    """Serves the bulk lanes, from several threads at once: while one number's message is on its way, others leave.

    `ahead`: so many seconds before a message may leave it is claimed and written, which takes the database a moment;
    it then leaves on the dot.
    """

    kind = BULK

    def __init__(
        self, sender_of: Callable[[Number], Sender], now: Callable[[], datetime] = clock, ahead: float = 0.0
    ) -> None:
        super().__init__(sender_of, now)
        self.ahead, self._rest = ahead, 1.0
        self._ended: dict[int, float] = {}  # lane → monotonic time: a clock set forward must not shorten the gap
        self._going: set[int] = set()  # lanes of what is under way here, also when a clock says that its time is over
        self._turn = threading.Lock()  # SQLite has one writer, and who finds it busy sleeps too long

    def wait_seconds(self, most: float) -> float:
        """How long to sleep after a look that found nothing: until the next message may be due."""
        return min(most, max(0.0, self._rest))

    def take(self) -> tuple[Claim, dict | Refused | None] | None:
        with self._turn:
            taken = super().take()
            if taken:
                self._going.add(taken[0].lane_id)
            return taken

    def send(self, taken: Claim, ready: dict | Refused | None) -> None:
        try:
            super().send(taken, ready)
        finally:
            self._going.discard(taken.lane_id)

    def _look(self) -> Claim | None:
        settings, now = Settings.current(), self.now()
        begins = time.monotonic() + self.ahead - settings.interval_seconds
        resting = {lane for lane, end in self._ended.copy().items() if end > begins} | self._going
        looked = claim_scheduled(now, settings, resting, timedelta(seconds=self.ahead), self._asked.append)
        # What is on its way now is due after the interval at the earliest.
        self._rest = max(settings.interval_seconds, LEAST_PAUSE)
        if looked.next_at:
            self._rest = min(self._rest, (looked.next_at - now) / SECOND - self.ahead)
        return looked.claim

    def _wait(self, taken: Claim) -> None:
        if self.ahead:
            try:
                with db.connection_context():
                    seconds = (taken.ready_at - self.now()) / SECOND
            except AWAY:
                seconds = self.ahead  # it is not sent before the time can be asked
            ended = self._ended.get(taken.lane_id)
            floor = ended + taken.pace.interval - time.monotonic() if ended is not None else 0.0
            # Not longer than it was taken ahead, even when the clock went back meanwhile.
            time.sleep(max(min(seconds, self.ahead), floor, 0.0))

    def _write(self, taken: Claim, answer: Answer | None) -> None:
        self._ended[taken.lane_id] = time.monotonic()
        with self._turn:
            super()._write(taken, answer)

    def _finish(self, taken: Claim, answer: Answer | None) -> None:
        """The next one's pause begins when the answer came, not after the wait for our turn. Never sooner: first
        comes how long ago that was, then the time."""
        ago = timedelta(seconds=time.monotonic() - self._ended[taken.lane_id])
        ended = self.now() - ago
        with db.atomic():
            finish(taken, answer, ended, random.random())
