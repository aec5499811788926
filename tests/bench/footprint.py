"""B8: what WorkChat asks of a machine: time to install and to start, disk, memory; beside a bare Flask route."""

import http.client
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.measure import MEGABYTES, SECONDS, Measured, Row, Sample, Table
from tests.bench.plan import Plan
from tests.bench.processes import memory_of
from tests.bench.school import school
from tests.processes import command, environment, free_port
from workchat.config import ROOT

SCHOOL, BARE = "pages and worker", "bare Flask"
SERVER = "waitress"  # as python3 app.py starts it
AIMS = {SECONDS: "≤ 1 s", MEGABYTES: "≤ 120 MB"}


def bench(plan: Plan) -> list[Table]:
    instance = plan.folder / "school"
    with school(instance, 200, seed=plan.seed):
        pass
    found = {f"{what}, {SERVER}": [] for what in (SCHOOL, BARE)}
    for _ in range(plan.rounds):
        for name, starts in found.items():
            what, server = name.split(", ")
            starts.append(_start(what == SCHOOL, server, instance))
    tables = [_told(f"from a second start to the first page, {SECONDS}", SECONDS, 0, found)]
    tables.append(_told("memory after the first page (PSS, all processes)", MEGABYTES, 1, found))
    return tables + ([_installed(plan.folder / "venv")] if plan.install else [])


def _start(school_too: bool, server: str, instance: Path) -> tuple[float, float]:
    """Seconds from the command to the first page, and megabytes then."""
    port, page = free_port(), "/login" if school_too else "/bare"
    words = command("") if school_too else [sys.executable, "-m", "tests.bench.bare", server, str(port)]
    told = environment(instance, WORKCHAT_PORT=str(port), WORKCHAT_SERVER=server)
    begin = time.perf_counter()
    process = subprocess.Popen(words, env=told, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not answers(port, page):
            if process.poll() is not None or time.perf_counter() - begin > 30:
                raise AssertionError(f"{server} did not start")
        return time.perf_counter() - begin, memory_of(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def bare_start() -> tuple[float, float]:
    """Of a server with nothing but a bare Flask route."""
    return _start(False, SERVER, Path())


def answers(port: int, page: str) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asking.request("GET", page)
        return asking.getresponse().status == 200
    except OSError:
        time.sleep(0.005)
        return False
    finally:
        asking.close()


def _told(title: str, unit: str, which: int, found: dict[str, list[tuple[float, float]]]) -> Table:
    measured = {
        name: Measured(name, unit, [Sample(start[which]) for start in starts]) for name, starts in found.items()
    }
    table = Table("B8", title)
    for name, one in measured.items():
        what, _, server = name.partition(", ")
        limits = {"of bare": measured[f"{BARE}, {server}"]} if what == SCHOOL else {}
        table.rows.append(Row(one, limits, AIMS[unit] if what == SCHOOL else ""))
    return table


def _installed(venv: Path) -> Table:
    """What app.py does on a fresh machine. The packages come from the network, or from pip's cache."""
    begin = time.perf_counter()
    subprocess.run([sys._base_executable, "-m", "venv", venv], check=True)
    empty, made = _megabytes(venv), time.perf_counter()
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = [python, "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements.txt"]
    subprocess.run(wanted, check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = time.perf_counter()
    rows = [
        ("make the venv", SECONDS, made - begin, ""),
        ("pip install -r requirements.txt", SECONDS, done - made, "≤ 10 s"),
        ("disk of the venv", MEGABYTES, _megabytes(venv), "≤ 80 MB"),
        ("… of it pip and the empty venv", MEGABYTES, empty, ""),
    ]
    told = [Row(Measured(name, unit, [Sample(value)]), aim=aim) for name, unit, value, aim in rows]
    return Table("B8", "installing into a fresh venv, once", told)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1e6
