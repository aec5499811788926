"""Webhooks to the school, signed as Meta does: batched, out of order, twice, and repeated until they are taken."""

import heapq
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import HTTPError

from workchat.simulator import wire
from workchat.simulator.rules import Line, Person

if TYPE_CHECKING:
    from tests.torture.provider import Call

SECRET = "torture-app-secret"  # noqa: S105 (of this invented school alone)
CARRIERS, BATCH, MOST_AGAIN = 3, 40, 0.5
WEBHOOK = "/whatsapp/webhook"


@dataclass(order=True)
class Letter:
    due: float
    serial: int
    entry: dict = field(compare=False)
    tries: int = field(compare=False, default=0)


class Postman:
    """Threads of the main process. `doors`: the web processes' addresses, in turns."""

    def __init__(self, seed: int, doors: list[str]) -> None:
        self.doors, self._draw = doors, Random(f"{seed}/postman")
        self.posts = self.refused = self.twice = self.inbound = 0
        self.told: dict[str, set[str]] = {}  # delivery's key → ticks that the school took
        self.taken: set[str] = set()  # ids of inbound messages that the school answered 200 to
        self._letters: list[Letter] = []
        self._serial, self._gate, self._busy, self._over = count(), threading.Condition(), 0, False
        self._pool = urllib3.PoolManager(num_pools=4, maxsize=CARRIERS)
        for _ in range(CARRIERS):
            threading.Thread(target=self._carry, name="postman", daemon=True).start()

    def post(self, entry: dict, delay: float = 0.0) -> None:
        with self._gate:
            copies = 2 if self._draw.random() < 0.03 else 1
            self.twice += copies - 1
            for place in range(copies):
                due = time.monotonic() + delay + place * self._draw.uniform(0, 1)
                heapq.heappush(self._letters, Letter(due, next(self._serial), entry))
            self._gate.notify()

    def ticks(self, call: "Call", wamid: str, told: list[tuple[float, str]]) -> None:
        for delay, tick in told:
            self.post(self._status(call, wamid, tick), delay)

    def fails(self, call: "Call", wamid: str) -> None:
        """Taken, and failed afterwards; the `sent` before it may come late."""
        errors = [{"code": 131000, "title": "Something went wrong"}]
        self.post(self._status(call, wamid, "failed", errors=errors), 0.1)
        with self._gate:
            delay = self._draw.uniform(0, 0.3)
        self.post(self._status(call, wamid, "sent"), delay)

    def _status(self, call: "Call", wamid: str, tick: str, **more: object) -> dict:
        person = Person("Família", f"BR.{call.to.removeprefix('+')}", call.to.removeprefix("+"))
        return wire.status_entry(line(call.number), person, wamid, tick, int(time.time()), key=call.key, **more)

    def idle(self, seconds: float) -> bool:
        """Wait until the school took everything."""
        with self._gate:
            return self._gate.wait_for(lambda: not self._letters and not self._busy, seconds)

    def stop(self) -> None:
        with self._gate:
            self._over = True
            self._gate.notify_all()

    def _carry(self) -> None:
        while (letters := self._next()) is not None:
            taken = self._hand_over([letter.entry for letter in letters])
            with self._gate:
                self._busy -= 1
                self.posts += 1
                for letter in letters:
                    if taken:
                        self._tell(letter.entry)
                    else:
                        self._again(letter)
                self.refused += not taken
                self._gate.notify_all()

    def _next(self) -> list[Letter] | None:
        with self._gate:
            while not self._over and (not self._letters or self._letters[0].due > time.monotonic()):
                self._gate.wait(max(self._letters[0].due - time.monotonic(), 0) if self._letters else None)
            if self._over:
                return None
            most, now = self._draw.choice((1, 1, 3, BATCH)), time.monotonic()
            letters = [heapq.heappop(self._letters)]
            while self._letters and self._letters[0].due <= now and len(letters) < most:
                letters.append(heapq.heappop(self._letters))
            if len(letters) > 2 and self._draw.random() < 0.3:
                self._draw.shuffle(letters)
            self._busy += 1
            return letters

    def _hand_over(self, entries: list[dict]) -> bool:
        raw = wire.body(entries)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": wire.signature(SECRET, raw)}
        door = self.doors[self.posts % len(self.doors)]
        try:
            answer = self._pool.request("POST", door + WEBHOOK, body=raw, headers=headers, timeout=15.0,
                                        retries=False, redirect=False)  # fmt: skip
        except HTTPError:
            return False
        return answer.status == 200

    def _again(self, letter: Letter) -> None:
        letter.tries += 1
        letter.due = time.monotonic() + self._draw.uniform(0.02, min(MOST_AGAIN, 0.05 * letter.tries + 0.05))
        heapq.heappush(self._letters, letter)

    def _tell(self, entry: dict) -> None:
        value = entry["changes"][0]["value"]
        for message in value.get("messages", ()):
            self.taken.add(message["id"])
        for status in value.get("statuses", ()):
            self.told.setdefault(status["biz_opaque_callback_data"], set()).add(status["status"])


def line(phone_number_id: str) -> Line:
    return Line(phone_number_id, f"9{phone_number_id}", "+55 11 3333-0000")
