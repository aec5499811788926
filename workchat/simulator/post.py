"""The pretended WhatsApp's postman: webhooks leave in a thread of their own, over real HTTP, until they are taken."""

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from workchat.log import ERROR, tell
from workchat.simulator import wire
from workchat.simulator.client import post_webhook

RETRY_AFTER = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # seconds; Meta goes on for 7 days, which nobody waits for here
BATCH = 50  # entries in one POST at most
WEBHOOK = "/whatsapp/webhook"


@dataclass(order=True)
class Letter:
    """Some entries to post at a moment of the monotonic clock; `serial` keeps the order of those due together."""

    due: float
    serial: int
    entries: list[dict] = field(compare=False)
    to: tuple[str, str] = field(compare=False)  # address, app secret
    failures: int = field(compare=False, default=0)


class Postman:
    """Starts with the first letter, one thread a process. What waits when the process ends is lost."""

    def __init__(self, send: Callable[[str, str, bytes], int] = post_webhook) -> None:
        self._send, self._letters, self._serial = send, [], count()
        self._gate, self._thread, self._busy = threading.Condition(), None, False

    def post(self, local_url: str, secret: str, entries: list[dict], delay: float = 0.0, **faults: bool) -> None:
        """Post `entries` after `delay` seconds. Faults: `duplicate` posts them twice, `reorder` the last one first."""
        if not entries:
            return
        to = (local_url + WEBHOOK, secret)
        ordered = entries[::-1] if faults.get("reorder") else entries
        copies = 2 if faults.get("duplicate") else 1
        with self._gate:
            for _ in range(copies):
                self._put(Letter(time.monotonic() + delay, next(self._serial), ordered, to))
            self._start()
            self._gate.notify_all()

    def idle(self, seconds: float = 10.0) -> bool:
        """Wait until every letter was taken or given up; False when that lasts longer than `seconds`."""
        with self._gate:
            return self._gate.wait_for(lambda: not self._letters and not self._busy, seconds)

    def _put(self, letter: Letter) -> None:
        heapq.heappush(self._letters, letter)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._walk, name="simulator postman", daemon=True)
            self._thread.start()

    def _walk(self) -> None:
        while True:
            letters = self._next()
            raw = wire.body([entry for letter in letters for entry in letter.entries])
            taken = self._send(*letters[0].to, raw) == 200
            with self._gate:
                self._busy = False
                if not taken:
                    self._again(letters)
                self._gate.notify_all()

    def _next(self) -> list[Letter]:
        """What is due now and goes to one address: WhatsApp batches when it has a lot to say."""
        with self._gate:
            while not self._letters or self._letters[0].due > time.monotonic():
                self._gate.wait(self._letters[0].due - time.monotonic() if self._letters else None)
            first, now = heapq.heappop(self._letters), time.monotonic()
            due = [first]
            while self._letters and self._letters[0].due <= now and self._fits(due):
                due.append(heapq.heappop(self._letters))
            self._busy = True
            return due

    def _fits(self, letters: list[Letter]) -> bool:
        following = self._letters[0]
        same = following.to == letters[0].to and following.entries is not letters[-1].entries
        return same and sum(len(letter.entries) for letter in letters) + len(following.entries) <= BATCH

    def _again(self, letters: list[Letter]) -> None:
        for letter in letters:
            if letter.failures >= len(RETRY_AFTER):
                tell("simulator gave up a webhook", ERROR, tries=letter.failures + 1)
                continue
            letter.due = time.monotonic() + RETRY_AFTER[letter.failures]
            letter.failures += 1
            self._put(letter)
