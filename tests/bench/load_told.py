"""What the load did: how long requests took, what went wrong, memory, and whether everything is there exactly once."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.grid import Grid
from tests.bench.late_answers import seen
from tests.bench.load_school import Size, imported
from tests.bench.processes import cpu_of, memory_of
from tests.bench.school import marks
from workchat.db import is_postgres, run

AIMS = {"page": "p99 < 1,000", "webhook": "p99 < 250"}
WARM = 0.25  # of the time: until then memory may grow, as everything is used for the first time
IS_ERROR, WHEN = re.compile(r'"level": "error"| error |Traceback'), re.compile(r'"time": "[^"]*", |^[\d-]+ [\d:,]+ ')
STORED = "SELECT COUNT(*), COUNT(DISTINCT wa_id) FROM message WHERE wa_id LIKE 'wamid.LOAD%'"
TICKED = "SELECT COUNT(*) FROM delivery WHERE wa_id LIKE 'wamid.TICK%' AND status = 'read'"
KEPT = "SELECT COUNT(*) FROM kept_update"
CAMPAIGN = "SELECT status, COUNT(*) FROM delivery WHERE scheduled_message_id IS NOT NULL GROUP BY status"


@dataclass
class Watch:
    """Looks at the processes now and then. `seen`: (seconds, process) -> megabytes (PSS)."""

    processes: dict[str, int]
    log: Path  # of all programs
    server: int  # Postgres' first process, or 0
    import_id: int = 0
    traffic: bytes = b""
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    cpu: dict[str, tuple[float, float]] = field(default_factory=dict)
    server_cpu: list[float] = field(default_factory=list)
    import_steps: dict[str, float] = field(default_factory=dict)  # step -> when it was first seen
    begin: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        now = time.monotonic() - self.begin
        if self.server:
            self.server_cpu.append(cpu_of(self.server))
        for name, process in self.processes.items():
            self.memory.setdefault(name, []).append((now, memory_of(process)))
            first = self.cpu.get(name, (cpu_of(process), 0))[0]
            self.cpu[name] = first, cpu_of(process)

    def note(self, step: str) -> None:
        self.import_steps.setdefault(step, time.monotonic() - self.begin)


def told(database: str, size: Size, seconds: float, found: dict, watch: Watch, whatsapp: int) -> list[Grid]:
    title = f"{size.agents} agents, {size.posts:g} webhooks a second, {seconds:g} s, {database}"
    notes = [*_errors(found, watch.log), *_counted(found, watch, whatsapp), _cost(found, watch, seconds)]
    return [
        Grid("B16", f"load, requests in ms: {title}", ["count", "p50", "p99", "max", "aim"], _requests(found), notes),
        Grid("B16", f"load, memory in MB (PSS): {title}",
             ["start", "after a quarter", "end", "most", "MB/min after it", "processor"], _memory(watch, seconds)),
    ]  # fmt: skip


def _requests(found: dict) -> list[tuple]:
    """Every kind, and all webhooks, all pages and all polls together."""
    took = found["took"]
    kinds = {kind: took[kind] for kind in sorted(took)}
    for whole in ("page", "poll", "webhook"):
        kinds[f"every {whole}"] = [one for kind in took if kind.startswith(whole) for one in took[kind]]
    return [_line(kind, sorted(times)) for kind, times in kinds.items() if times]


def _line(kind: str, times: list[float]) -> tuple:
    aim = AIMS.get(kind.removeprefix("every "), "")
    return kind, len(times), times[len(times) // 2], times[int(len(times) * 0.99)], times[-1], aim


def _errors(found: dict, log: Path) -> list[str]:
    """Answers that were none, and what the programs themselves called an error."""
    errors = ", ".join(f"{what} × {count}" for what, count in found["errors"].items())
    own = Counter(WHEN.sub("", line) for line in log.read_text().splitlines() if IS_ERROR.search(line))
    if is_postgres():
        own["deadlocks in Postgres"] += run("SELECT SUM(deadlocks) FROM pg_stat_database").fetchone()[0]
    written = "; ".join(f"{line} × {count}" for line, count in own.most_common(6) if count)
    return [f"errors: {errors or 'none'}", f"errors in the logs of the programs: {written or 'none'}"]


def _counted(found: dict, watch: Watch, whatsapp: int) -> list[str]:
    rows, once = run(marks(STORED)).fetchone()
    ticked, kept = run(marks(TICKED)).fetchone()[0], run(KEPT).fetchone()[0]
    campaign = dict(run(CAMPAIGN).fetchall())
    arrived = Counter(key.partition(".")[0] for *_, key in seen(whatsapp))
    doubled = sum(count > 1 for count in arrived.values())
    lines, people = imported(watch.import_id)
    steps = ", ".join(f"{step} at {at:.0f} s" for step, at in watch.import_steps.items())
    return [
        f"messages: {found['messages']:,} posted, {rows:,} stored, {once:,} different; kept for a person: {kept}",
        f"ticks: {found['ticks']:,} posted, {ticked:,} deliveries read",
        f"campaign: {sum(campaign.values()):,} drawn ({_words(campaign)}); {len(arrived):,} arrived, {doubled} twice",
        f"import: {lines:,} lines, {people:,} people in the address book ({steps})",
    ]


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{status} {count:,}" for status, count in sorted(counts.items()))


def _cost(found: dict, watch: Watch, seconds: float) -> str:
    spent = {"the programs": sum(last - first for first, last in watch.cpu.values()), "the load itself": found["cpu"]}
    if watch.server:
        spent["Postgres"] = watch.server_cpu[-1] - watch.server_cpu[0]
    shares = ", ".join(f"{name} {cost / seconds:.0%}" for name, cost in spent.items())
    return f"processor, of one core: {shares}; the load came {found['late']:.0f} ms late at most"


def _memory(watch: Watch, seconds: float) -> list[tuple]:
    return [_grown(name, looks, watch.cpu[name], seconds) for name, looks in watch.memory.items()]


def _grown(name: str, looks: list[tuple[float, float]], cpu: tuple[float, float], seconds: float) -> tuple:
    warm = [(at, size) for at, size in looks if at >= seconds * WARM] or looks
    sizes = [size for _, size in looks]
    share = f"{(cpu[1] - cpu[0]) / seconds:.0%}"
    return name, sizes[0], warm[0][1], sizes[-1], max(sizes), slope(warm) * 60, share


def slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line that fits best: how much more a second."""
    many = len(points)
    middle, mean = sum(x for x, _ in points) / many, sum(y for _, y in points) / many
    width = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - mean) for x, y in points) / width if width else 0.0
