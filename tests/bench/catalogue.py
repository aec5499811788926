"""The benchmarks: the nine that every release reports, and what is measured beside them."""

from collections.abc import Callable

from tests.bench import (
    audience,
    contacts,
    fan_out,
    footprint,
    growth,
    imports,
    inbox,
    ingest,
    ingest_postgres,
    kills,
    load,
    outbox,
    pacing,
    pages,
    scheduled,
    students,
)
from tests.bench.measure import Table
from tests.bench.plan import Plan

Bench = Callable[[Plan], list[Table]]

NINE: dict[str, tuple[str, Bench]] = {
    "B1": ("ingest", ingest.bench),
    "B2": ("outbox", outbox.bench),
    "B3": ("fan-out", fan_out.bench),
    "B4": ("inbox", inbox.bench),
    "B5": ("pages", pages.bench),
    "B6": ("pacing", pacing.bench),
    "B7": ("kills", kills.bench),
    "B8": ("footprint", footprint.bench),
    "B9": ("ingest-postgres", ingest_postgres.bench),
}
BESIDE: dict[str, tuple[str, Bench]] = {
    "B10": ("contacts", contacts.bench),
    "B11": ("imports", imports.bench),
    "B12": ("students", students.bench),
    "B13": ("audience", audience.bench),
    "B14": ("scheduled", scheduled.bench),
    "B15": ("growth", growth.bench),
    "B16": ("load", load.bench),
}
BENCHES: dict[str, Bench] = dict([*NINE.values(), *BESIDE.values()])
CODES: dict[str, str] = {code: name for code, (name, _) in {**NINE, **BESIDE}.items()}
THE_NINE: list[str] = [name for name, _ in NINE.values()]
