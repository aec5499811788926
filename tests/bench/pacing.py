"""B6: many numbers, each with a scheduled message, over real HTTP at 120 ms: how far from an ideal clock they leave."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

from tests.bench.crowd import approved, crowded, message_of, open_at_any_hour, to_everybody
from tests.bench.late_answers import LATENCY, far_away, seen
from tests.bench.measure import MILLISECONDS, PER_SECOND, SECONDS, Measured, Row, Sample, Table
from tests.bench.plan import Plan
from tests.bench.processes import cpu_of
from tests.cast import number
from tests.processes import environment
from workchat.config import ROOT, Config
from workchat.db import db, run, utcnow
from workchat.outbox.models import BULK, Lane
from workchat.scheduled.fan_out import fan_out_all_due
from workchat.whatsapp.models import Number

PAUSES = {100: 4.0, 1000: 30.0}  # seconds: 25 and 33 messages a second
PEOPLE, LEAST_SECONDS = 30, 20.0
RATE, PAUSE, LATE, LATEST, COST = "sent", "least pause", "late", "latest", "processor"
UNITS = {RATE: PER_SECOND, PAUSE: SECONDS, LATE: MILLISECONDS, LATEST: MILLISECONDS, COST: "% of a core"}
ROWS = ("delivery", "message", "audience_part", "scheduled_message")
P99 = {"idle": "p99 ≤ 5 ms", "busy": "p99 ≤ 25 ms"}


def bench(plan: Plan) -> list[Table]:
    return [_table(plan, database, lanes) for database in plan.databases for lanes in plan.lanes]


def _table(plan: Plan, database: str, lanes: int) -> Table:
    pause = plan.pause or PAUSES.get(lanes, 30.0)
    table = Table("B6", f"{lanes:,} numbers, each a message every {pause:g} s, answers after 120 ms, {database}")
    with crowded(plan.folder / f"{database}-{lanes}", database, PEOPLE) as config:
        _connect(lanes, pause)
        for beside in ("idle", "busy"):
            found = {what: Measured(f"{what}, {beside}", unit) for what, unit in UNITS.items()}
            for _ in range(plan.rounds):
                for what, sample in _round(config, lanes, pause, beside).items():
                    found[what].samples.append(sample)
            table.rows += _rows(found, lanes, pause, beside)
    return table


def _rows(found: dict[str, Measured], lanes: int, pause: float, beside: str) -> list[Row]:
    ideal = Measured("an ideal clock", PER_SECOND, [Sample(lanes / (pause + LATENCY))])
    aims = {PAUSE: f"≥ {pause:g} s", LATE: P99[beside]}
    limits = {RATE: {"of ideal": ideal}}
    return [Row(measured, limits.get(what, {}), aims.get(what, "")) for what, measured in found.items()]


def _connect(lanes: int, pause: float) -> None:
    """Each number with an account of its own: the day's limit counts by account."""
    with db.atomic():
        for n in range(lanes):
            approved(number(f"Número {n}", f"{700_000 + n}", is_simulator=True))
        Number.update(account_id=Number.phone_number_id).execute()
    open_at_any_hour(pause)


def _round(config: Config, lanes: int, pause: float, beside: str) -> dict[str, Sample]:
    _write_messages(pause)
    seconds = max(2.5 * pause, min(LEAST_SECONDS, 5 * pause))
    with far_away() as port, _worker(config, port, beside) as process:
        while not seen(port):
            time.sleep(0.05)
        time.sleep(min(pause, 2.0))  # what was due before it started came late
        seen(port)
        cost, begin = cpu_of(process), time.monotonic()
        time.sleep(seconds)
        came, cost, took = seen(port), cpu_of(process) - cost, time.monotonic() - begin
    return _told(came, took, cost, pause)


def _write_messages(pause: float) -> None:
    """A message for each number, drawn; each number sent its last one at some moment of the last pause."""
    chance, now = random.Random(1), utcnow()
    with db.atomic():
        for table in ROWS:
            run(f"DELETE FROM {table}")  # noqa: S608
        for of in Number.select().where(Number.is_simulator):
            to_everybody(message_of(of, of.template_set.get(), now))
            end = now + timedelta(seconds=1 - chance.random() * pause)
            Lane.update(last_end_at=end, next_at=now, lease_until=now, token="").where(
                Lane.number == of, Lane.kind == BULK
            ).execute()
    while fan_out_all_due(now):
        pass
    run("ANALYZE")


@contextmanager
def _worker(config: Config, port: int, beside: str) -> Iterator[int]:
    more = {"WORKCHAT_PORT": str(port)}
    if "://" in config.database_url:
        more["DATABASE_URL"] = config.database_url
    with _running("tests.bench.paced", beside, env=environment(config.instance, **more)) as process:
        yield process


@contextmanager
def _running(module: str, *words: str, env: dict[str, str] | None = None) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", module, *words], env=env, cwd=ROOT)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def _told(messages: list[tuple[str, float, float, str]], took: float, cost: float, pause: float) -> dict[str, Sample]:
    """Number, when it came, when it was answered, key. What came after a pause says how exact it was."""
    of_number: dict[str, list[tuple[float, float]]] = {}
    for name, came, answered, _key in messages:
        of_number.setdefault(name, []).append((came, answered))
    pauses = sorted(later[0] - earlier[1] for times in of_number.values() for earlier, later in pairwise(times))
    late = [(one - pause) * 1000 for one in pauses]
    middle, nearly_all = late[len(late) // 2], late[int(len(late) * 0.99)]
    return {
        RATE: Sample(len(messages) / took),
        PAUSE: Sample(pauses[0]),
        LATE: Sample(middle, middle, nearly_all),
        LATEST: Sample(late[-1]),
        COST: Sample(cost / took * 100),
    }
