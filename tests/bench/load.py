"""B16: agents who poll, webhooks with bursts of a thousand, a campaign and an import at once, in real processes."""

import json
import pickle
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.bench.databases import SQLITE, server, server_of
from tests.bench.footprint import answers
from tests.bench.grid import Grid
from tests.bench.late_answers import far_away
from tests.bench.load_posts import Asked, Posts, deliveries_for
from tests.bench.load_school import Size, begin_campaign, prepare, push_import, spreadsheet, upload
from tests.bench.load_told import Watch, told
from tests.bench.plan import Plan
from tests.bench.program import programs, start, stop
from tests.bench.school import school, signed_in
from tests.processes import free_port
from workchat.config import ROOT

SIZES = {
    "Postgres": Size(agents=100, posts=50, burst=1000, tickets=40_000, people=100_000, lines=50_000),
    SQLITE: Size(agents=10, posts=10, burst=1000, tickets=40_000, people=10_000, lines=5_000),
}
SECONDS, BURST_EVERY, LOOK_EVERY = 300.0, 15.0, 5.0


def bench(plan: Plan) -> list[Grid]:
    return [grid for database in plan.databases for grid in _grids(plan, database)]


def size_of(plan: Plan, database: str) -> Size:
    """In proportion to the agents that were asked for."""
    size = SIZES[database]
    if not plan.agents:
        return size
    share = plan.agents / size.agents
    part = {name: max(1, int(getattr(size, name) * share)) for name in ("burst", "people", "lines")}
    return replace(size, agents=plan.agents, posts=max(1, size.posts * share), **part)


def _grids(plan: Plan, database: str) -> list[Grid]:
    size, seconds = size_of(plan, database), plan.seconds or SECONDS
    tickets = plan.tickets or size.tickets
    every = min(BURST_EVERY, seconds / 2)
    posts, ticks = Posts(size.posts, size.burst, every, tickets), deliveries_for(seconds, size.posts, size.burst, every)
    with ExitStack() as stack:
        url, folder = stack.enter_context(server(database)), plan.folder / database
        config = stack.enter_context(school(folder, tickets, tickets // 10, plan.seed, url, "FULL"))
        cookies = prepare(size, ticks)
        said = stack.enter_context((plan.folder / f"{database}.log").open("w+"))
        whatsapp, ports, running = stack.enter_context(far_away()), _ports(plan, database), {}
        for name, (word, port) in _words(database, ports).items():
            running[name] = stack.enter_context(programs(start(word, config, whatsapp, port, said)))[0]
        for port in ports:
            _wait_for(port, *running.values())
        watch = Watch({name: process.pid for name, process in running.items()}, Path(said.name), server_of(url))
        found = _run(Asked(ports, cookies, seconds, posts), size, watch)
        stop(*running.values())  # they finish what they were asked: only then is it counted
        return told(database, size, seconds, found, watch, whatsapp)


def _ports(plan: Plan, database: str) -> list[int]:
    return [free_port() for _ in range(1 if database == SQLITE else plan.webs)]


def _words(database: str, ports: list[int]) -> dict[str, tuple[str, int]]:
    """Program -> (word, port of its pages)."""
    if database == SQLITE:
        return {"pages and worker": ("", ports[0])}
    return {f"pages {n}": ("web", port) for n, port in enumerate(ports, 1)} | {"worker": ("worker", 0)}


def _wait_for(port: int, *running: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while not answers(port, "/login"):
        if time.monotonic() > end or any(process.poll() is not None for process in running):
            raise AssertionError("it did not start")


def _run(asked: Asked, size: Size, watch: Watch) -> dict:
    """Everything at once, until the time is over; what the other process saw."""
    ana, content = signed_in("Ana"), spreadsheet(size.lines)
    words = [sys.executable, "-m", "tests.bench.load_traffic"]
    traffic = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    watch.look()
    threading.Thread(target=lambda: (traffic.stdin.write(pickle.dumps(asked)), traffic.stdin.close())).start()
    answer = threading.Thread(target=lambda: setattr(watch, "traffic", traffic.stdout.read()))
    answer.start()
    begin_campaign()
    watch.import_id = upload(asked.ports[0], ana, content)
    while answer.is_alive():
        watch.note(push_import(watch.import_id))
        watch.look()
        answer.join(LOOK_EVERY)
    traffic.stdout.close()
    traffic.wait()
    watch.look()
    return json.loads(watch.traffic)
