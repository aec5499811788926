"""B1: how many families' messages are stored a second, each in a signed webhook, acknowledged after the commit."""

import itertools
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests import meta
from tests.bench.measure import PER_SECOND, Measured, Row, Sample, Table, alternate
from tests.bench.peer import peer
from tests.bench.plan import Plan
from tests.bench.raw import TEXT, store
from tests.bench.requests import request, send
from tests.bench.school import APP_SECRET, OPEN_SHARE, family, school
from tests.bench.served import serving

TICKETS, REQUESTS = 2000, 2000
MIXES = {"known": 0, "mixed": 20, "new": 100}  # families that never wrote before, in a hundred messages
PEER = "django-meta-whatsapp, waitress"
BARE, FIVE, TWO = "bare route", "raw sqlite3, 5 writes", "raw sqlite3, 2 writes"
AIMS = {("granian", "NORMAL"): "≥ 45 % of 5 writes", ("granian", "FULL"): "≥ 55 % of 5 writes"}
AIM = "≥ 20 % of 5 writes; p99 ≤ 25"


def bench(plan: Plan) -> list[Table]:
    plan = replace(plan, tickets=plan.tickets or TICKETS, requests=plan.requests or REQUESTS)
    return [_table(plan, mode) for mode in plan.modes]


def _table(plan: Plan, mode: str) -> Table:
    """The raw writes and every server in turn, each on a school of its own."""
    posts, things = Posts(plan), {}
    with ExitStack() as stack:
        for name, new in ((FIVE, True), (TWO, False)):
            file = _school(plan, f"raw-{mode}-{new}") / "workchat.db"
            things[name] = partial(store, file, mode, new, plan.requests, posts.serial)
        for server in plan.servers:
            instance = _school(plan, f"{server}-{mode}")
            served = stack.enter_context(serving(instance, server, WORKCHAT_SQLITE_SYNCHRONOUS=mode))
            for mix, share in MIXES.items():
                things[f"{server}, {mix}"] = partial(posts.measure, *served, share)
            things[f"{server}, {BARE}"] = partial(posts.measure, *served, 100, b"/bare")
        if plan.peer:
            measure = stack.enter_context(peer(plan.folder, mode))
            things[PEER] = partial(posts.measure_peer, measure)
        found = alternate(plan.rounds, {name: (PER_SECOND, measure) for name, measure in things.items()})
    return _told(plan, mode, found)


def _school(plan: Plan, name: str) -> Path:
    """The folder of a new school; the first one is copied, since filling costs more than the rounds."""
    model = plan.folder / "model"
    if not model.exists():
        with school(model, plan.tickets, seed=plan.seed):
            pass
    return shutil.copytree(model, plan.folder / name)


@dataclass
class Posts:
    """Webhooks that nobody posted before."""

    plan: Plan

    def __post_init__(self) -> None:
        self.serial, self.chance = itertools.count(1), random.Random(self.plan.seed)

    def measure(self, port: int, server: int, share: int, path: bytes = b"/whatsapp/webhook") -> Sample:
        """Post to a path. `share`: how many of a hundred messages come from families that never wrote."""
        wires = [wire.replace(b"/whatsapp/webhook", path, 1) for wire in self._some(share)]
        return send(port, wires, "200", server)

    def measure_peer(self, measure: Callable[[Iterator[bytes]], Sample]) -> Sample:
        return measure(self._some(MIXES["mixed"]))

    def _some(self, share: int) -> Iterator[bytes]:
        """Signed POSTs of one message each, as Meta writes them."""
        open_tickets = max(1, self.plan.tickets // OPEN_SHARE)
        for n in itertools.islice(self.serial, self.plan.requests):
            known = OPEN_SHARE * self.chance.randrange(1, open_tickets + 1) - 1
            who = family(1_000_000 + n if self.chance.randrange(100) < share else known)
            keys = {"sender": who.wa_id, "user_id": who.bsuid, "id": f"wamid.BENCH{n:024}", "at": int(time.time())}
            person = meta.contact(who.wa_id, who.bsuid, who.name)
            body = meta.raw(meta.posted(meta.text(TEXT, **keys), contacts=[person], number="1000"))
            signed = {"Content_Type": "application/json", "X_Hub_Signature_256": meta.sign(APP_SECRET, body)}
            yield request("POST", "/whatsapp/webhook", body, **signed, User_Agent="facebookexternalua")


def _told(plan: Plan, mode: str, found: dict[str, Measured]) -> Table:
    table = Table("B1", f"webhooks stored a second, 16 connections, SQLite synchronous={mode}")
    for name, measured in found.items():
        server, _, what = name.partition(", ")
        if what not in MIXES:
            table.rows.append(Row(measured))
            continue
        limits = {"of bare": found[f"{server}, {BARE}"], "of 5 writes": found[FIVE]}
        limits |= {"of the peer": found[PEER]} if PEER in found else {}
        same = {"known": {"of same writes": found[TWO]}, "new": {"of same writes": found[FIVE]}}
        table.rows.append(Row(measured, limits | same.get(what, {}), AIMS.get((server, mode), AIM)))
    if "granian" not in plan.servers:
        table.notes.append("granian: não instalado")
    return table
