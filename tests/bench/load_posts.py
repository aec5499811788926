"""What WhatsApp posts under load: messages and ticks one by one, and now and then a thousand in one POST."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests import meta
from tests.bench.raw import TEXT
from tests.bench.requests import request
from tests.bench.school import APP_SECRET, OPEN_SHARE, family

ONE_MESSAGE, ONE_TICK = "webhook: a message", "webhook: a tick"
MANY_MESSAGES, MANY_TICKS = "webhook: burst of messages", "webhook: burst of ticks"
TICKS_OF_TEN, NEW_OF_TEN = 3, 2  # single POSTs that are ticks; messages of families that never wrote


@dataclass
class Posts:
    """`messages` and `ticks` say afterwards how many updates were written into POSTs."""

    each_second: float
    burst: int  # updates in one POST
    burst_every: float  # seconds
    tickets: int  # of the school
    messages: int = 0
    _ticked: list[int] = field(default_factory=lambda: [0, 0])  # alone, in bursts

    def schedule(self, seconds: float) -> Iterator[tuple[float, str, bytes]]:
        """(seconds from the beginning, kind, request), in order. Bursts are written before anything begins."""
        bursts = [self._burst(n) for n in range(self.bursts(seconds))]
        chance, sent = random.Random(2), 0
        for n in range(int(self.each_second * seconds)):
            at = n / self.each_second
            while sent < len(bursts) and (sent + 0.5) * self.burst_every <= at:
                yield (sent + 0.5) * self.burst_every, *bursts[sent]
                sent += 1
            kind = ONE_TICK if chance.randrange(10) < TICKS_OF_TEN else ONE_MESSAGE
            yield at, kind, self._post(self._ticks(1) if kind == ONE_TICK else self._messages(1))

    def bursts(self, seconds: float) -> int:
        return int(seconds / self.burst_every)

    def _burst(self, n: int) -> tuple[str, bytes]:
        if n % 2:
            return MANY_TICKS, self._post(self._ticks(self.burst, in_burst=True))
        return MANY_MESSAGES, self._post(self._messages(self.burst, in_burst=True))

    def _post(self, body: bytes) -> bytes:
        signed = {"Content_Type": "application/json", "X_Hub_Signature_256": meta.sign(APP_SECRET, body)}
        return request("POST", "/whatsapp/webhook", body, **signed)

    def _messages(self, many: int, in_burst: bool = False) -> bytes:
        """Of every other open ticket's family: who is in a burst writes nothing else in that second."""
        said, people = [], []
        for _ in range(many):
            n, self.messages = self.messages, self.messages + 1
            known = n * 2 * OPEN_SHARE % max(2 * OPEN_SHARE, self.tickets) + (1 + in_burst) * OPEN_SHARE - 1
            who = family(known if n % 10 >= NEW_OF_TEN else 3_000_000 + n)
            people.append(meta.contact(who.wa_id, who.bsuid, who.name))
            said.append(meta.text(TEXT, sender=who.wa_id, user_id=who.bsuid, id=message_id(n), at=int(time.time())))
        return meta.raw(meta.posted(*said, contacts=people, number="1000"))

    def _ticks(self, many: int, in_burst: bool = False) -> bytes:
        first = self._ticked[in_burst]
        self._ticked[in_burst] += many
        told = [meta.status(tick_id(2 * n + 1 + in_burst), "read", at=int(time.time()))
                for n in range(first, first + many)]  # fmt: skip
        return meta.raw(meta.ticked(*told, number="1000"))

    @property
    def ticks(self) -> int:
        return sum(self._ticked)


@dataclass
class Asked:
    """What the process that makes the load is asked to do."""

    ports: list[int]
    cookies: list[str]  # of the agents
    seconds: float
    posts: Posts


def deliveries_for(seconds: float, each_second: float, burst: int, every: float) -> int:
    """How many deliveries must wait for ticks: the odd ones for single ticks, the even ones for bursts."""
    return 2 * int(max(each_second * seconds, burst * (seconds / every + 1)))


def message_id(n: int) -> str:
    return f"wamid.LOAD{n}"


def tick_id(n: int) -> str:
    return f"wamid.TICK{n}"
