"""What the machine itself says: how large the records are, the room on its disks, and its clock."""

import shutil
import socket
from datetime import datetime
from pathlib import Path

import workchat
from workchat.config import Config
from workchat.db import clock, db, is_postgres, run, utcnow
from workchat.status.known import POSTGRES, SQLITE, Disk, Machine

POSTGRES_SIZE = "SELECT pg_database_size(current_database())"


def machine(config: Config) -> Machine:
    """The host that is asked. Of a Postgres on another machine only the size can be known."""
    return Machine(
        host=socket.gethostname(),
        version=workchat.__version__,
        database=POSTGRES if is_postgres() else SQLITE,
        database_size=database_size(),
        disks=tuple(disks(config)),
        ahead=ahead() if is_postgres() else 0.0,
    )


def database_size() -> int:
    """Bytes; of SQLite with what was written and not yet put in its place."""
    if is_postgres():
        return run(POSTGRES_SIZE).fetchone()[0]
    return sum(_size(Path(f"{db.obj.database}{end}")) for end in ("", "-wal"))


def disks(config: Config) -> list[Disk]:
    """Under the records, and under their copies when these are on another disk."""
    found = [_disk("records", config.instance)]
    if config.backups.is_dir() and config.backups.stat().st_dev != config.instance.stat().st_dev:
        found.append(_disk("copies", config.backups))
    return found


def ahead() -> float:
    """Seconds that the host's clock is ahead of the database's; looked at on both sides of the question."""
    before = utcnow()
    theirs: datetime = clock()
    ours = before + (utcnow() - before) / 2
    return (ours - theirs).total_seconds()


def _disk(what: str, folder: Path) -> Disk:
    room = shutil.disk_usage(folder)
    return Disk(what, room.free, room.total)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
