"""Measures in rounds that alternate, so that what else the machine does hits the product and its limit alike."""

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from workchat.config import ROOT

PER_SECOND, MILLISECONDS, SECONDS, MEGABYTES = "/s", "ms", "s", "MB"


@dataclass
class Sample:
    """One round. Where requests were measured: latencies, and processor time of the server a request, in ms."""

    value: float
    p50: float | None = None
    p99: float | None = None
    cpu: float | None = None


@dataclass
class Measured:
    """Every round of one thing. The best is the one that the rest of the machine disturbed least."""

    name: str
    unit: str
    samples: list[Sample] = field(default_factory=list)

    @property
    def best(self) -> Sample:
        return (max if self.unit == PER_SECOND else min)(self.samples, key=lambda sample: sample.value)

    @property
    def values(self) -> list[float]:
        return sorted(sample.value for sample in self.samples)

    @property
    def cpu(self) -> float | None:
        """The least of all rounds."""
        return min((sample.cpu for sample in self.samples if sample.cpu is not None), default=None)

    def of(self, limit: "Measured") -> float:
        """How much of the limit's speed it reaches, 1 = all of it."""
        mine, its = self.best.value, limit.best.value
        return mine / its if self.unit == PER_SECOND else its / mine


@dataclass
class Row:
    measured: Measured
    limits: dict[str, Measured] = field(default_factory=dict)  # heading -> what it is compared with
    aim: str = ""


@dataclass
class Table:
    code: str
    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        headings = list(dict.fromkeys(heading for row in self.rows for heading in row.limits))
        top = ["", "best", "unit", "min", "median", "max", "p50 ms", "p99 ms", "CPU ms", *headings, "aim"]
        lines = [top, *(_cells(row, headings) for row in self.rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(top))]
        shown = ("  ".join(_placed(cell, n, widths) for n, cell in enumerate(line)).rstrip() for line in lines)
        return "\n".join([f"{self.code}  {self.title}", *shown, *self.notes])

    def as_json(self) -> dict:
        rows = [
            {
                "name": row.measured.name,
                "unit": row.measured.unit,
                "rounds": [vars(sample) for sample in row.measured.samples],
                "ratios": {heading: row.measured.of(limit) for heading, limit in row.limits.items()},
                "aim": row.aim,
            }
            for row in self.rows
        ]
        return {"code": self.code, "title": self.title, "rows": rows, "notes": self.notes}


def _placed(cell: str, column: int, widths: list[int]) -> str:
    return cell.ljust(widths[column]) if column == 0 else cell.rjust(widths[column])


def _cells(row: Row, headings: list[str]) -> list[str]:
    measured, values = row.measured, row.measured.values
    three = [number(value) for value in (values[0], statistics.median(values), values[-1])]
    ratios = [f"{measured.of(row.limits[h]):.0%}" if h in row.limits else "" for h in headings]
    best = measured.best
    latencies = [number(best.p50), number(best.p99), number(measured.cpu)]
    return [measured.name, number(best.value), measured.unit, *three, *latencies, *ratios, row.aim]


def number(value: float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def alternate(rounds: int, things: dict[str, tuple[str, Callable[[], Sample]]]) -> dict[str, Measured]:
    """Measure each thing (name -> unit and how) once a round, round after round."""
    found = {name: Measured(name, unit) for name, (unit, _) in things.items()}
    for _ in range(rounds):
        for name, (_unit, measure) in things.items():
            found[name].samples.append(measure())
    return found


def timed(times: int, act: Callable[[], object]) -> Sample:
    """Milliseconds of one call: the median of several, after one that warms up."""
    act()
    took = sorted(_milliseconds(act) for _ in range(times))
    return Sample(statistics.median(took), p50=statistics.median(took), p99=took[int(times * 0.99)])


def _milliseconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def machine(folder: Path) -> dict[str, str]:
    """What the figures depend on, besides the program."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f} before the first round",
        "python": f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "disk": f"a 4 KiB write with fdatasync takes {_sync_time(folder):.2f} ms (median of 200)",
        "version": _commit(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _sync_time(folder: Path) -> float:
    sync = getattr(os, "fdatasync", os.fsync)
    with (folder / "sync").open("wb", buffering=0) as file:

        def write() -> None:
            file.write(b"x" * 4096)
            sync(file.fileno())

        return timed(200, write).value


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip() or "unknown"


def save(path: Path, facts: dict[str, str], options: dict, tables: Iterable[Table]) -> None:
    told = {"machine": facts, "options": options, "tables": [table.as_json() for table in tables]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
