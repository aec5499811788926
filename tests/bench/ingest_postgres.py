"""B9: how many families' messages are stored a second on Postgres, beside pgbench with as many connections."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path

from tests.bench.databases import POSTGRES, another, server
from tests.bench.ingest import MIXES, REQUESTS, TICKETS, Posts
from tests.bench.measure import PER_SECOND, Measured, Row, Sample, Table, alternate
from tests.bench.pgbench import FIVE, TWO, pgbench
from tests.bench.plan import Plan
from tests.bench.school import OPEN_SHARE, school
from tests.bench.served import serving
from workchat.db import run

CONNECTIONS = 6  # of a web process to Postgres (workchat.db): pgbench gets as many
BARE, ONE = "bare route", "pgbench, 5 writes, 1 connection"
RAW = {f"pgbench, 5 writes, {CONNECTIONS} connections": FIVE, f"pgbench, 2 writes, {CONNECTIONS} connections": TWO}
FIVE_RAW, TWO_RAW = RAW
AIM = "≥ 50 % of 5 writes"


def bench(plan: Plan) -> list[Table]:
    if POSTGRES not in plan.databases:
        return []
    plan = replace(plan, tickets=plan.tickets or TICKETS, requests=plan.requests or REQUESTS)
    with ExitStack() as stack:
        things, main = {}, stack.enter_context(server(POSTGRES))
        url, kept = _school(main, plan, "pgbench")
        for name, script in {**RAW, ONE: FIVE}.items():
            sizes = {"{open}": max(1, plan.tickets // OPEN_SHARE), "{share}": OPEN_SHARE}
            written = reduce(lambda text, mark: text.replace(mark, str(sizes[mark])), sizes, script)
            clients = 1 if name == ONE else CONNECTIONS
            things[name] = partial(pgbench, url, written, clients, plan.requests, plan.folder / "scripts")
        for web in plan.servers:
            things |= _served(stack, main, plan, web)
        found = alternate(plan.rounds, {name: (PER_SECOND, measure) for name, measure in things.items()})
    return [_told(found, kept)]


def _school(main: str, plan: Plan, name: str) -> tuple[str, str]:
    """A school in a database of its own, and how the server keeps what it was given."""
    url = another(main, name)
    with school(plan.folder / name, plan.tickets, seed=plan.seed, url=url):
        kept = {what: run(f"SHOW {what}").fetchone()[0] for what in ("fsync", "synchronous_commit", "wal_sync_method")}
    return url, ", ".join(f"{what} {how}" for what, how in kept.items())


def _served(stack: ExitStack, main: str, plan: Plan, web: str) -> dict[str, Callable[[], Sample]]:
    url, _ = _school(main, plan, web)
    folder: Path = plan.folder / web
    process = stack.enter_context(serving(folder, web, DATABASE_URL=url))
    posts = Posts(plan)
    things = {f"{web}, {mix}": partial(posts.measure, *process, share) for mix, share in MIXES.items()}
    return things | {f"{web}, {BARE}": partial(posts.measure, *process, 100, b"/bare")}


def _told(found: dict[str, Measured], kept: str) -> Table:
    table = Table("B9", f"webhooks stored a second, 16 connections, Postgres ({kept})")
    for name, measured in found.items():
        web, _, what = name.partition(", ")
        if what not in MIXES:
            table.rows.append(Row(measured))
            continue
        limits = {"of bare": found[f"{web}, {BARE}"], "of 5 writes": found[FIVE_RAW]}
        same = {"known": {"of same writes": found[TWO_RAW]}, "new": {"of same writes": found[FIVE_RAW]}}
        table.rows.append(Row(measured, limits | same.get(what, {}), AIM))
    return table
