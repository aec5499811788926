"""B3: drawing the recipients of a scheduled message, beside one INSERT … SELECT of the very same rows."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.crowd import approved, crowded, join_groups, message_of, to
from tests.bench.measure import MEGABYTES, MILLISECONDS, PER_SECOND, Measured, Row, Sample, Table, alternate
from tests.bench.plan import Plan
from tests.bench.processes import resident
from workchat.db import db, is_postgres, run, utcnow
from workchat.scheduled.audience import count_audience
from workchat.scheduled.fan_out import draw_slices
from workchat.scheduled.models import ScheduledMessage
from workchat.whatsapp.models import Number

PEOPLE = 100_000
DRAWN, RAW, REVIEW = "recipients drawn", "one INSERT … SELECT", "counted for the review"
LONGEST, ONE, BEFORE, MEMORY = "its longest transaction", "the INSERT's", "memory before", "memory while it draws"
COPY = """CREATE TABLE drawn AS SELECT number_id, lane_id, contact_id, status, due_at, error, created_at FROM delivery
ORDER BY contact_id"""
INSERT = """INSERT INTO delivery (number_id, lane_id, contact_id, body, status, automatic, spaced, due_at, attempts,
error, advice, created_at, scheduled_message_id) SELECT number_id, lane_id, contact_id, '{}', status, FALSE, FALSE,
due_at, 0, error, '', created_at, CAST(? AS INTEGER) FROM drawn ORDER BY contact_id"""


def bench(plan: Plan) -> list[Table]:
    return [table(plan, database, plan.folder / database) for database in plan.databases]


def table(plan: Plan, database: str, folder: Path) -> Table:
    many = plan.people or PEOPLE
    with crowded(folder, database, many):
        audience = Drawing()
        things = {DRAWN: (PER_SECOND, audience.draw), RAW: (PER_SECOND, audience.insert),
                  REVIEW: (MILLISECONDS, audience.count)}  # fmt: skip
        found = alternate(plan.rounds, things) | audience.besides
    limits = {DRAWN: {"of INSERT": found[RAW]}, LONGEST: {"of INSERT": found[ONE]}}
    aims = {DRAWN: "≥ 50 %", LONGEST: "≤ 50 ms", MEMORY: "≤ 30 MB more", REVIEW: "≤ 300 ms"}
    rows = [Row(measured, limits.get(name, {}), aims.get(name, "")) for name, measured in found.items()]
    return Table("B3", f"drawing a group and a tag, without another tag, of {many:,} contacts, {database}", rows)


class Drawing:
    """One audience, drawn again and again; `besides`: what is seen meanwhile."""

    def __init__(self) -> None:
        with db.atomic():
            self._parts, self._number = join_groups(), Number.get()
            self._template = approved(self._number)
        run("ANALYZE")
        seen = {LONGEST: MILLISECONDS, ONE: MILLISECONDS, BEFORE: MEGABYTES, MEMORY: MEGABYTES}
        self.besides = {name: Measured(name, unit) for name, unit in seen.items()}
        self._message: ScheduledMessage | None = None

    def draw(self) -> Sample:
        """Recipients a second, as the worker draws them."""
        _empty()
        *joined, left_out = self._parts
        message = self._message = to(message_of(self._number, self._template, utcnow()), *joined, without=(left_out,))
        before, most, longest, rows = resident(), 0.0, 0.0, 0
        begin = last = time.perf_counter()
        for drawn in draw_slices(message, utcnow()):
            now = time.perf_counter()
            longest, last, rows, most = max(longest, now - last), now, rows + drawn, max(most, resident())
        took = last - begin
        self._saw(LONGEST, longest * 1000)
        self._saw(BEFORE, before)
        self._saw(MEMORY, most)
        return Sample(rows / took)

    def insert(self) -> Sample:
        """The rows that were just drawn, from a table that holds them ready, with the same indexes to keep up."""
        run("DROP TABLE IF EXISTS drawn")
        run(COPY)
        _empty()
        begin = time.perf_counter()
        with db.atomic():
            rows = run(INSERT, self._message.id).rowcount
        took = time.perf_counter() - begin
        self._saw(ONE, took * 1000)
        return Sample(rows / took)

    def count(self) -> Sample:
        return _took(partial(count_audience, self._message, utcnow()))

    def _saw(self, name: str, value: float) -> None:
        self.besides[name].samples.append(Sample(value))


def _empty() -> None:
    run("TRUNCATE delivery" if is_postgres() else "DELETE FROM delivery")


def _took(act: Callable[[], object]) -> Sample:
    begin = time.perf_counter()
    act()
    return Sample((time.perf_counter() - begin) * 1000)
