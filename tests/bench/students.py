"""How fast students and guardians enter, beside bare inserts of the same rows; and a night without news."""

import time
from functools import partial
from pathlib import Path

from tests.bench.databases import server
from tests.bench.measure import PER_SECOND, Row, Sample, Table, alternate
from tests.bench.plan import Plan
from tests.bench.put_back import put_back
from tests.bench.school import school
from workchat.db import db, run, utcnow
from workchat.students.apply_sync import apply_sync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import keep_guardians, keep_students

STUDENTS, SLICE = 2_000, 100
NEW, SAME, BARE = "rows of a new school", "rows of a night without news", "bare INSERT of what a new school wrote"
# Parents first. Everything that a sync writes for each student and contact.
WRITTEN = ("contact", "contact_word", "student", "enrolment", "relationship", "sync_line")


def bench(plan: Plan) -> list[Table]:
    tables = []
    for database in plan.databases:
        folder = plan.folder / database
        with server(database) as url, school(folder, url=url, synchronous="FULL"):
            tables.append(_table(database, Syncs(folder, url, plan.tickets or STUDENTS), plan))
    return tables


def _table(database: str, syncs: "Syncs", plan: Plan) -> Table:
    steps = {NEW: syncs.new, BARE: syncs.bare, SAME: syncs.same}
    found = alternate(plan.rounds, {name: (PER_SECOND, measure) for name, measure in steps.items()})
    rows = [Row(measured, {"of bare": found[BARE]} if name == NEW else {}) for name, measured in found.items()]
    title = (
        f"a sync of {len(syncs.students)} students and {len(syncs.guardians)} guardians on {database}, rows a second"
    )
    return Table("B12", title, rows, [f"longest hold of the database by a slice: {syncs.longest * 1000:.0f} ms"])


class Syncs:
    """The same school again and again: what it wrote is taken out before it enters anew."""

    def __init__(self, folder: Path, url: str, many: int) -> None:
        self.students, self.guardians = _students(many), _guardians(many)
        self.longest, self._folder, self._url = 0.0, folder, url
        self._before = {name: _newest(name) for name in WRITTEN if name != "contact_word"}
        self._empty = True

    def new(self) -> Sample:
        if not self._empty:
            self._take_out()
        self._empty = False
        return self._sync(utcnow())

    def same(self) -> Sample:
        return self._sync(utcnow())

    def bare(self) -> Sample:
        rows = self._take_out()
        seconds = put_back(rows, -(-len(self.students) // SLICE), self._folder, self._url)
        return Sample(self._many / seconds)

    @property
    def _many(self) -> int:
        return len(self.students) + len(self.guardians)

    def _sync(self, now) -> Sample:
        row = start_rm_sync(None, now)
        keep_students(row, self.students, now)
        keep_guardians(row, self.guardians, now)
        begin, cpu = time.perf_counter(), time.process_time()
        self.longest = max(self.longest, apply_sync(row, "", now.date(), now))
        seconds, spent = time.perf_counter() - begin, time.process_time() - cpu
        return Sample(self._many / seconds, cpu=spent / self._many * 1000)

    def _take_out(self) -> dict[str, list[tuple]]:
        where = partial(_where, self._before)
        rows = {name: run(f'SELECT * FROM "{name}" WHERE {where(name)}').fetchall() for name in WRITTEN}
        with db.atomic():
            for name in reversed(WRITTEN):
                run(f'DELETE FROM "{name}" WHERE {where(name)}')
        return rows


def _where(before: dict[str, int], name: str) -> str:
    return f"contact_id > {before['contact']}" if name == "contact_word" else f"id > {before[name]}"


def _newest(name: str) -> int:
    return run(f'SELECT COALESCE(MAX(id), 0) FROM "{name}"').fetchone()[0]


def _students(many: int) -> list[dict]:
    usual = {"NOME_CURSO": "Fundamental", "CODPERLET": "2026", "STATUS_DESCRICAO": "Matriculado", "STATUS_ATIVO": "S"}
    return [{**usual, "RA": f"2026{n:05}", "NOME": f"Aluno Conceição {n}", "DTNASCIMENTO": "2015-03-02T00:00:00",
             "CODTURMA": f"{n % 9 + 1}{'ABC'[n % 3]}", "NOME_TURMA": f"{n % 9 + 1}º {'ABC'[n % 3]}"}
            for n in range(many)]  # fmt: skip


def _guardians(many: int) -> list[dict]:
    """Who pays for each, and of three in four another one: 3,500 for 2,000 students."""
    paying = [("RESP_FINANCEIRO", n, "11", "Mãe") for n in range(many)]
    others = [("PAI", n, "21", "Pai") for n in range(many) if n % 4]
    return [{"RA": f"2026{n:05}", "VINCULO": kind, "NOME": f"{who} Conceição {n}", "CPF": None,
             "TELEFONE1": f"({area}) 9{6000 + n // 10000}-{n % 10000:04}"}
            for kind, n, area, who in paying + others]  # fmt: skip
