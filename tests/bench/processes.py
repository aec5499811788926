"""What a process and its children have cost so far: processor time and memory. Zero where there is no /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def cpu_of(process: int) -> float:
    """Seconds of processor time: unlike seconds on the clock, hardly longer when others use the machine."""
    ticks = sum(int(ticks) for one in _family(process) for ticks in _stat(one)[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(process: int) -> float:
    """Megabytes (PSS: pages that several processes share are counted once)."""
    lines = (line for one in _family(process) for line in _read(one, "smaps_rollup").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def resident() -> float:
    """Megabytes of this process in memory now; cheap enough to ask between two steps."""
    fields = _read(os.getpid(), "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGESIZE") / 1e6 if fields else 0.0


def _family(process: int) -> Iterator[int]:
    if not PROC.is_dir():
        return
    yield process
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (told := _stat(int(entry.name))) and int(told[1]) == process:
            yield from _family(int(entry.name))


def _stat(process: int) -> list[str]:
    """The fields after the name: state, parent, …, user and system time in ticks at 11 and 12 (man proc_pid_stat)."""
    return _read(process, "stat").rpartition(")")[2].split()


def _read(process: int, name: str) -> str:
    try:
        return (PROC / str(process) / name).read_text()
    except OSError:
        return ""
