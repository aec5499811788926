"""B7: everything is killed again and again in the middle of the day; what WhatsApp was told, and what families got."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from tests.bench.crowd import approved, message_of, open_at_any_hour, to_everybody
from tests.bench.databases import server
from tests.bench.footprint import answers, bare_start
from tests.bench.late_answers import far_away, seen
from tests.bench.measure import SECONDS, Measured, Row, Sample, Table
from tests.bench.plan import Plan
from tests.bench.program import start, stop
from tests.bench.repeat import Repeating
from tests.bench.school import marks, school
from tests.processes import free_port
from workchat.chat.models import Ticket
from workchat.chat.say import say
from workchat.config import Config
from workchat.db import db, run, utcnow
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.whatsapp.models import Number

KILLS, TICKETS, REPLIES = 20, 2000, 300
LATENCY = 0.03  # seconds: a kill is as likely to come during the call as around it
STORED = "SELECT wa_id FROM message WHERE wa_id LIKE 'wamid.AGAIN%'"
STUCK = "SELECT lane_id, COUNT(*) FROM delivery WHERE status = 'sending' GROUP BY lane_id"


def bench(plan: Plan) -> list[Table]:
    return [_table(plan, database) for database in plan.databases]


@dataclass
class Seen:
    """What twenty kills left behind."""

    restarts: list[float] = field(default_factory=list)  # seconds
    uncertain: int = 0  # the most that one kill left in one lane
    arrived: Counter = field(default_factory=Counter)  # of each delivery


def _table(plan: Plan, database: str) -> Table:
    with ExitStack() as stack:
        url = stack.enter_context(server(database))
        folder = plan.folder / database
        config = stack.enter_context(school(folder, plan.tickets or TICKETS, seed=plan.seed, url=url,
                                            synchronous="FULL"))  # fmt: skip
        _write_replies()
        whatsapp, port = stack.enter_context(far_away(LATENCY)), free_port()
        posts = stack.enter_context(Repeating(port, plan.tickets or TICKETS))
        found = _kill(config, plan, port, whatsapp, posts)
        bare = [Sample(bare_start()[0]) for _ in range(plan.rounds)]
        return _told(database, found, posts, bare)


def _kill(config: Config, plan: Plan, port: int, whatsapp: int, posts: Repeating) -> Seen:
    """Start, wait for a page, work a moment, kill; at the end everything is sent in peace."""
    found, chance = Seen(), random.Random(plan.seed)
    words = [""] if "://" not in config.database_url else ["web", "worker"]
    for left in range(plan.kills or KILLS, -1, -1):
        stuck, begin = dict(run(STUCK).fetchall()), time.perf_counter()
        alive = [start(word, config, whatsapp, port) for word in words]
        try:
            while not answers(port, "/login"):
                if time.perf_counter() - begin > 60 or any(one.poll() is not None for one in alive):
                    raise AssertionError("it did not start")
            found.restarts.append(time.perf_counter() - begin)
            time.sleep(chance.uniform(0.2, 1.0)) if left else _finish(posts)
        finally:
            _end(alive, killed=left > 0)
        more = {lane: count - stuck.get(lane, 0) for lane, count in run(STUCK).fetchall()}
        found.uncertain = max(found.uncertain, *more.values(), 0)
    found.arrived.update(key.partition(".")[0] for *_, key in seen(whatsapp))
    return found


def _finish(posts: Repeating) -> None:
    posts.end()
    end = time.monotonic() + 120
    while run("SELECT COUNT(*) FROM delivery WHERE status = 'queued'").fetchone()[0]:
        if time.monotonic() > end:
            raise AssertionError("the queue does not empty")
        time.sleep(0.1)


def _end(alive: list, killed: bool) -> None:
    if not killed:
        stop(*alive)
    for process in alive:
        process.kill()
        process.wait()


def _write_replies() -> None:
    """An agent answered everybody who waits, several times; a scheduled message is due to as many others."""
    now = utcnow()
    with db.atomic():
        Ticket.update(last_inbound_at=now).execute()
        tickets = Ticket.fetch_all("WHERE state <> 'closed' ORDER BY id LIMIT ?", REPLIES)
        for n in range(REPLIES):
            ticket = tickets[n % len(tickets)]
            ticket.last_inbound_at = now
            say(ticket, f"resposta {n:03}", "agent", now)
        to_everybody(message_of(Number.get(), approved(Number.get()), now))
    open_at_any_hour(interval=0)


def _told(database: str, found: Seen, posts: Repeating, bare: list[Sample]) -> Table:
    table = Table("B7", f"kill -9 of everything, {len(found.restarts) - 1} times, {database}: what came after")
    restart = Measured("first page after a kill", SECONDS, [Sample(one) for one in found.restarts[1:]])
    limit = Measured("first page of bare Flask", SECONDS, bare)
    table.rows = [Row(restart, {"of bare": limit}, "≤ 1.5 s, each"), Row(limit)]
    for name, value, aim in _counted(found, posts):
        table.rows.append(Row(Measured(name, "", [Sample(value)]), aim=aim))
    return table


def _counted(found: Seen, posts: Repeating) -> list[tuple[str, int, str]]:
    """What was promised, as (name, how many, how many may be). After 15 minutes, what has no proof is uncertain."""
    with db.atomic():
        give_up_on_proof_all_due(utcnow() + timedelta(minutes=16))
    status = {str(row): told for row, told in run("SELECT id, status FROM delivery").fetchall()}
    stored = Counter(row[0] for row in run(marks(STORED)).fetchall())
    lost = [row for row, told in status.items() if row not in found.arrived and told != "unknown"]
    return [
        ("webhooks acknowledged", len(posts.acknowledged), ""),
        ("… of them lost", len(posts.acknowledged - set(stored)), "0"),
        ("… stored twice", sum(count > 1 for count in stored.values()), "0"),
        ("messages that should leave", len(status), ""),
        ("… of them lost", len(lost), "0"),
        ("… arrived twice", sum(count > 1 for count in found.arrived.values()), "0"),
        ("… shown as uncertain", sum(told == "unknown" for told in status.values()), ""),
        ("most that one kill left uncertain in one lane", found.uncertain, "≤ 1"),
    ]
