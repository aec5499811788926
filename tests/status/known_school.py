"""A school as it is known: all is well, but for what a test says."""

from datetime import datetime, timedelta

from workchat.status.known import SQLITE, Copies, Disk, Known, Line, Load, Machine, Running

NOW = datetime(2026, 11, 23, 13, 0)
GIGABYTE = 10**9


def line(number_id: int = 1, name: str = "Secretaria", **more) -> Line:
    usual = {"active": True, "is_simulator": False, "stopped_at": None, "stopped_why": "", "heard_at": NOW}
    return Line(number_id, name, **{**usual, **more})


def machine(**more) -> Machine:
    usual = {
        "host": "escola1", "version": "0.4.0", "database": SQLITE, "database_size": 30_000_000, "ahead": 0.0,
        "disks": (Disk("records", 53 * GIGABYTE, 100 * GIGABYTE),),
    }  # fmt: skip
    return Machine(**{**usual, **more})


def running(kind: str = "all", alive: bool = True, **more) -> Running:
    usual = {"host": "escola1", "version": "0.4.0", "started_at": NOW - timedelta(hours=5), "replaced": False}
    usual["seen_at"] = NOW if alive else NOW - timedelta(hours=1)
    return Running(kind=kind, alive=alive, **{**usual, **more})


def known(**more) -> Known:
    usual = {
        "now": NOW, "sends": True, "sends_since": NOW - timedelta(hours=5), "looked_at": NOW,
        "loads": (Load(1, "reply"), Load(1, "bulk")), "numbers": (line(),), "tickets": {}, "waiting_since": None,
        "programs": (running(),), "kept": 0, "turns": {"timetable": True}, "jobs": {},
        "copies": Copies(NOW - timedelta(hours=10), 30_000_000), "machine": machine(),
    }  # fmt: skip
    return Known(**{**usual, **more})
