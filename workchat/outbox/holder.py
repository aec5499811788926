"""Which process holds a lane. One that was killed on this machine need not be waited for until its lease runs out."""

import os
from functools import cache
from pathlib import Path

PROC = Path("/proc")


@cache
def _here() -> str:
    """This running system and its process table: another host's, or another container's, process ids mean nothing."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}.{(PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:  # not Linux: leases simply run out
        return ""


def _started(pid: int) -> str | None:
    """When a process started, in ticks since boot: a process id is used again. None: there is no such process."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def me() -> str:
    """This process, as it is written into the lanes it holds."""
    pid = os.getpid()
    return f"{_here()}:{pid}:{_started(pid)}" if _here() else ""


def is_dead(holder: str) -> bool:
    """True when the holder surely ran on this machine and is gone. In doubt, False: then the lease decides."""
    here, _, process = holder.partition(":")
    pid, _, started = process.partition(":")
    if not here or here != _here() or not pid.isdecimal():
        return False
    return _started(int(pid)) != started
