"""Everybody at once, in one light process: agents whose pages ask for news, and WhatsApp that posts.

python -m tests.bench.load_traffic < plan (pickled)     prints what came of it as JSON
"""

import asyncio
import json
import pickle
import random
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count

from tests.bench.load_posts import Asked
from tests.bench.requests import request
from tests.bench.talking import Talker

LIST_EVERY, TALK_EVERY = 3.0, 2.5  # seconds: data-poll of templates/chat
PAGE_EVERY = 20.0  # seconds between two pages that an agent opens, on average
SLOWEST = 30.0


@dataclass
class Found:
    """Latencies in ms and statuses, of each kind of request; what went wrong, in words."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    errors: Counter = field(default_factory=Counter)
    late: float = 0.0  # the longest that this process itself came late, ms

    def answered(self, kind: str, status: int, since: float) -> None:
        self.took[kind].append((time.perf_counter() - since) * 1000)
        self.statuses[kind][status] += 1
        if not 200 <= status < 400:
            self.errors[f"{kind} {status}"] += 1


class Agent:
    """One browser: the list and one conversation are open, each asks for news; now and then another page."""

    def __init__(self, port: int, cookie: str, found: Found, chance: random.Random) -> None:
        self._talker, self._cookie, self._found, self._chance = Talker(port), cookie, found, chance
        self._ticket, self._queue, self._digest, self._now = 0, "all", "", ""

    async def work(self, end: float) -> None:
        await asyncio.sleep(self._chance.random() * LIST_EVERY)
        await self._open()
        begin = time.perf_counter()
        due = {self._list: begin + LIST_EVERY, self._talk: begin + TALK_EVERY, self._open: self._next_page(begin)}
        next_time = {self._list: lambda now: now + LIST_EVERY, self._talk: lambda now: now + TALK_EVERY,
                     self._open: self._next_page}  # fmt: skip
        while True:
            act = min(due, key=due.get)
            if due[act] >= end:
                break
            await asyncio.sleep(max(0.0, due[act] - time.perf_counter()))
            await act()
            due[act] = next_time[act](time.perf_counter())
        self._talker.hang_up()

    def _next_page(self, now: float) -> float:
        return now + self._chance.expovariate(1 / PAGE_EVERY)

    async def _open(self) -> None:
        """The list, sometimes a search, and one of the conversations found."""
        self._queue = self._chance.choice(("all", "waiting"))
        search = "&q=marta+souza" if self._chance.random() < 0.2 else ""
        page = await self._ask("page: search" if search else "page: list", f"/chat?queue={self._queue}{search}")
        if tickets := re.findall(r'href="/chat/(\d+)\?', page):
            self._ticket = self._chance.choice(tickets)
            await self._ask("page: conversation", f"/chat/{self._ticket}?queue={self._queue}")

    async def _list(self) -> None:
        path = f"/chat/list?open={self._ticket}&queue={self._queue}&digest={self._digest}"
        await self._ask("poll: list", path)

    async def _talk(self) -> None:
        if self._ticket:
            path = f"/chat/{self._ticket}/news?messages=50&queue={self._queue}&{self._now}"
            await self._ask("poll: conversation", path)

    async def _ask(self, kind: str, path: str) -> str:
        since = time.perf_counter()
        try:
            wire = request("GET", path, Cookie=self._cookie, HX_Request="true")
            status, body = await asyncio.wait_for(self._talker.ask(wire), SLOWEST)
        except (OSError, EOFError, TimeoutError) as error:
            self._found.errors[f"{kind} {type(error).__name__}"] += 1
            self._talker.hang_up()
            return ""
        self._found.answered(kind if status != 204 else f"{kind}, 204", status, since)
        page = body.decode()
        self._remember(page)
        return page

    def _remember(self, page: str) -> None:
        """What the page would send with its next polls."""
        if digest := re.search(r'name="digest" value="([^"]+)"', page):
            self._digest = digest[1]
        told = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("version", "window", "heard")}
        if told["version"]:
            self._now = "&".join(f"{name}={found[1].replace(' ', '+')}" for name, found in told.items() if found)


async def whatsapp(plan: Asked, found: Found, begin: float) -> None:
    """Posts at their times whatever the school does, over as many connections as that takes."""
    idle: list[Talker] = []
    ports, posts = count(), set()
    for at, kind, wire in plan.posts.schedule(plan.seconds):
        await asyncio.sleep(max(0.0, begin + at - time.perf_counter()))
        found.late = max(found.late, (time.perf_counter() - begin - at) * 1000)
        talker = idle.pop() if idle else Talker(plan.ports[next(ports) % len(plan.ports)])
        posts.add(one := asyncio.create_task(_post(talker, kind, wire, found, begin + at, idle)))
        one.add_done_callback(posts.discard)
    await asyncio.gather(*posts)


async def _post(talker: Talker, kind: str, wire: bytes, found: Found, since: float, idle: list[Talker]) -> None:
    try:
        status, _ = await asyncio.wait_for(talker.ask(wire), SLOWEST)
    except (OSError, EOFError, TimeoutError) as error:
        found.errors[f"{kind} {type(error).__name__}"] += 1
        talker.hang_up()
        return
    found.answered(kind, status, since)
    idle.append(talker)


async def run(plan: Asked) -> Found:
    found, chance, begin = Found(), random.Random(1), time.perf_counter()
    agents = [
        Agent(plan.ports[n % len(plan.ports)], cookie, found, random.Random(chance.random()))
        for n, cookie in enumerate(plan.cookies)
    ]
    working = [agent.work(begin + plan.seconds) for agent in agents]
    await asyncio.gather(whatsapp(plan, found, begin), *working)
    return found


if __name__ == "__main__":
    asked = pickle.loads(sys.stdin.buffer.read())
    ended = asyncio.run(run(asked))
    counted = {"messages": asked.posts.messages, "ticks": asked.posts.ticks, "cpu": time.process_time()}
    print(json.dumps({**vars(ended), **counted}))
