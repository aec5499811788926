"""How many lines of a spreadsheet are checked, and how many people enter, a second, beside bare inserts of the same."""

import itertools
import time
from functools import partial
from pathlib import Path

from tests.bench.databases import server
from tests.bench.measure import PER_SECOND, Row, Sample, Table, alternate
from tests.bench.plan import Plan
from tests.bench.put_back import put_back
from tests.bench.school import school
from workchat.accounts.models import User
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.import_steps import import_of
from workchat.contacts.run_imports import check_and_import_all_due
from workchat.contacts.start_import import start_import
from workchat.db import db, run, utcnow

PEOPLE, SLICE = 20_000, 500
CHECKED, BARE_LINES, ENTERED, BARE_PEOPLE = (
    "lines checked",
    "bare INSERT of them",
    "people entered",
    "bare INSERT of all",
)
WRITTEN = {"contact": "id", "contact_word": "contact_id", "group_member": "contact_id", "contact_tag": "contact_id"}
HEADINGS = "Nome completo;Celular;CPF;Data de nascimento;Turma;Tags;E-mail;Observação"


def bench(plan: Plan) -> list[Table]:
    tables = []
    for database in plan.databases:
        folder = plan.folder / database
        with server(database) as url, school(folder, url=url, synchronous="FULL"):
            tables.append(_table(database, Imports(folder, url, plan.tickets or PEOPLE), plan))
    return tables


def _table(database: str, imports: "Imports", plan: Plan) -> Table:
    steps = {CHECKED: imports.check, BARE_LINES: partial(imports.bare, ["import_row"]), ENTERED: imports.enter,
             BARE_PEOPLE: partial(imports.bare, list(WRITTEN))}  # fmt: skip
    found = alternate(plan.rounds, {name: (PER_SECOND, measure) for name, measure in steps.items()})
    limits = {CHECKED: {"of bare": found[BARE_LINES]}, ENTERED: {"of bare": found[BARE_PEOPLE]}}
    rows = [Row(measured, limits.get(name, {})) for name, measured in found.items()]
    title = f"spreadsheets of {imports.many} lines of 8 columns on {database}, a second"
    return Table("B11", title, rows, [f"longest hold of the database by a slice: {imports.longest * 1000:.0f} ms"])


class Imports:
    """Spreadsheet after spreadsheet of people whom the school does not know, into one growing address book."""

    def __init__(self, folder: Path, url: str, many: int) -> None:
        self.many, self.longest, self._serial = many, 0.0, itertools.count(1)
        self._folder, self._url = folder, url
        self._row, self._newest = None, 0

    def check(self) -> Sample:
        by, now = User.get(), utcnow()
        self._row = start_import("pais.csv", self._file(), by, now.date(), now)
        choose_columns(self._row, True, self._row.mapping["columns"], "Todos", "", by, now)
        return self._worked("checking")

    def enter(self) -> Sample:
        self._newest = run("SELECT COALESCE(MAX(id), 0) FROM contact").fetchone()[0]
        confirm_import(self._row, User.get(), utcnow())
        return self._worked("importing")

    def bare(self, tables: list[str]) -> Sample:
        """What the step before wrote is taken out, and put back by executemany, in transactions of as many people."""
        where = {name: f"contact_import_id = {self._row.id}" for name in ("import_row",)}
        where |= {name: f"{column} > {self._newest}" for name, column in WRITTEN.items()}
        rows = {name: run(f'SELECT * FROM "{name}" WHERE {where[name]}').fetchall() for name in tables}
        with db.atomic():
            for name in reversed(tables):
                run(f'DELETE FROM "{name}" WHERE {where[name]}')
        return Sample(self.many / put_back(rows, -(-self.many // SLICE), self._folder, self._url))

    def _worked(self, state: str) -> Sample:
        begin, cpu = time.perf_counter(), time.process_time()
        while import_of(self._row.id).state == state:
            self.longest = max(self.longest, check_and_import_all_due(utcnow()))
        seconds, spent = time.perf_counter() - begin, time.process_time() - cpu
        self._row = import_of(self._row.id)
        return Sample(self.many / seconds, cpu=spent / self.many * 1000)

    def _file(self) -> bytes:
        return "\n".join([HEADINGS, *(line_of(next(self._serial)) for _ in range(self.many))]).encode("cp1252")


def line_of(n: int) -> str:
    day = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1960 + n % 40}"
    phone = f"(11) 9{6000 + n // 10000}-{n % 10000:04}"
    return f"Família Conceição {n};{phone};{_cpf(n)};{day};{n % 9 + 1}º {'ABC'[n % 3]};mãe;a@b.example;nada"


def _cpf(n: int) -> str:
    digits = f"{100_000_000 + n}"
    for _ in range(2):
        weights = range(len(digits) + 1, 1, -1)
        digits += str(sum(int(c) * w for c, w in zip(digits, weights, strict=True)) * 10 % 11 % 10)
    return digits
