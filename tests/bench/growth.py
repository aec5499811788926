"""B15: what becomes slower, and how much larger the database is, while a school grows to a million messages."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.bench.databases import SQLITE, server
from tests.bench.grid import Grid
from tests.bench.inbox import Desk
from tests.bench.ingest import MIXES, Posts
from tests.bench.measure import Measured
from tests.bench.outbox import Outbox
from tests.bench.plan import Plan
from tests.bench.school import MESSAGES, deliver_what_was_said, school, signed_in
from tests.bench.served import serving
from workchat import create_app
from workchat.config import Config
from workchat.db import db, open_database, run

MOST, REQUESTS, TICKS = 1_000_000, 500, 100
OPEN = "SELECT id FROM ticket WHERE state <> 'closed' ORDER BY id DESC LIMIT 1"
CLOSED = "SELECT id FROM ticket WHERE state = 'closed' ORDER BY id DESC LIMIT 1"
UNITS = {
    "webhooks stored": "/s", "a page of the inbox": "ms", "a conversation": "ms", "search by name": "ms",
    "poll of the list": "ms", "poll of the chat, 204": "ms", "a text taken and sent": "ms", "a tick": "ms",
    "database": "MB",
}  # fmt: skip


def bench(plan: Plan) -> list[Grid]:
    return [_grid(plan, database) for database in plan.databases]


def sizes(most: int) -> list[int]:
    """A thousand messages, then ten times as many, up to the most."""
    return [size for size in (1000 * 10**n for n in range(7)) if size < most] + [most]


def _grid(plan: Plan, database: str) -> Grid:
    columns = sizes(plan.messages or MOST)
    found = [_school(plan, database, size) for size in columns]
    title = f"a school that grows, {database}: {MESSAGES} messages a ticket, one ticket in twenty open"
    headings = [f"{size:,} messages" for size in columns]
    lines = [(f"{name}, {unit}", *(one[name] for one in found)) for name, unit in UNITS.items()]
    return Grid("B15", title, headings, lines)


def _school(plan: Plan, database: str, size: int) -> dict[str, float]:
    before, folder, tickets = db.obj, plan.folder / f"{database}-{size}", max(40, size // MESSAGES)
    plan = replace(plan, tickets=tickets, requests=plan.requests or REQUESTS)
    with server(database) as url:
        with school(folder, tickets, tickets, plan.seed, url, "FULL") as config:
            deliver_what_was_said("wamid.SEED", "read")
            db.execute_sql("ANALYZE")
            found = {"database": _megabytes(database, config), **_pages(plan, config)}
        found |= _outbox(plan, config) | _ingest(plan, folder, url)
    db.initialize(before)
    return found


def _megabytes(database: str, config: Config) -> float:
    if database == SQLITE:
        db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(config.database_url).stat().st_size / 1e6
    return run("SELECT pg_database_size(current_database())").fetchone()[0] / 1e6


def _pages(plan: Plan, config: Config) -> dict[str, float]:
    """Through the whole program, without the network."""
    open_ticket, closed = run(OPEN).fetchone()[0], run(CLOSED).fetchone()[0]
    paths = {
        "a page of the inbox": "/chat?queue=all",
        "a conversation": f"/chat/{open_ticket}?queue=all",
        "search by name": "/chat?q=conceicao+magalhaes",
        "poll of the list": "/chat/list?queue=all&digest=older",
        "poll of the chat, 204": f"/chat/{closed}/news?version=1&window=",
    }
    cookie, opened = signed_in("Ana"), db.obj
    desk = Desk(create_app(config), cookie, config.database_url)
    found = {name: _best(plan, "ms", lambda path=path: desk.ask(path, plan.calls)) for name, path in paths.items()}
    desk.close()
    db.initialize(opened)
    return found


def _outbox(plan: Plan, config: Config) -> dict[str, float]:
    """Texts that wait are taken and sent by one process, and their ticks come, one a POST."""
    opened = open_database(config.database_url, "FULL")
    outbox, found = Outbox(min(TICKS, plan.requests)), {}
    sent, ticks = Measured("sent", "/s"), Measured("ticks", "/s")
    for _ in range(plan.rounds):
        outbox.queue()
        sent.samples.append(outbox.send())
        ticks.samples.append(outbox.tick("delivered", 1))
    found = {"a text taken and sent": 1000 / sent.best.value, "a tick": 1000 / ticks.best.value}
    opened.close_all()
    return found


def _ingest(plan: Plan, folder: Path, url: str) -> dict[str, float]:
    posts = Posts(plan)
    with serving(folder, "waitress", **({"DATABASE_URL": url} if url else {})) as served:
        return {"webhooks stored": _best(plan, "/s", lambda: posts.measure(*served, MIXES["mixed"]))}


def _best(plan: Plan, unit: str, measure: Callable) -> float:
    return Measured("", unit, [measure() for _ in range(plan.rounds)]).best.value
