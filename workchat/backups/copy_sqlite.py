"""A copy of the SQLite file while people write to it, believed only after it was read again."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from workchat.backups.files import NotGood, free_of, publish, whole_or_nothing

PAGES = 256  # a megabyte at a time
REST = 0.005  # seconds between two of them: the disk is also the writers'
SPARE = 100 * 1024 * 1024  # bytes that stay free on the copies' disk: it may be the records' own

DAMAGED = "A cópia foi lida de novo e não está inteira: o banco de dados ou o disco pode estar com defeito."
NO_ROOM = "Falta espaço em {folder}: a cópia precisa de {need} MB e há {free} MB livres. Libere espaço."


def copy_sqlite(source: Path, target: Path, stopping: Callable[[], bool] = lambda: False) -> int:
    """Copy the records as they are at this moment; returns the size in bytes. The target appears whole, or not at all.

    Writers are not held: the copy reads from one snapshot, which in WAL mode nobody waits for. Without the snapshot
    SQLite would begin anew after every write of somebody else, and a busy desk would never see the end.

    :raises OSError, sqlite3.Error, NotGood: nothing was left behind.
    """
    room_for(source, target.parent)
    with whole_or_nothing(target) as part:
        with closing(_open(source)) as here, closing(sqlite3.connect(part, isolation_level=None)) as there:
            here.execute("BEGIN")
            here.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            here.backup(there, pages=PAGES, progress=lambda *_: _rest(stopping))
            here.execute("COMMIT")
            there.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, that opens also where nobody may write
            check(there)
        return publish(part, target)


def check(records: sqlite3.Connection) -> dict[str, int]:
    """Read a copy whole: its structure, and how many rows each table has. :raises NotGood: it cannot be relied on."""
    try:
        if records.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise NotGood(DAMAGED)
        names = [name for (name,) in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        counts = {name: records.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise NotGood(DAMAGED) from error
    if not counts.get("schema_migration"):
        raise NotGood(DAMAGED)
    return counts


def room_for(source: Path, folder: Path) -> None:
    """:raises NotGood: the copy would not fit, or would leave nothing for the records themselves."""
    wal = source.with_name(f"{source.name}-wal")
    need = SPARE + sum(os.path.getsize(file) for file in (source, wal) if file.exists())
    free = free_of(folder)
    if free < need:
        raise NotGood(NO_ROOM.format(folder=folder, need=need >> 20, free=free >> 20))


def _open(source: Path) -> sqlite3.Connection:
    """Of its own, and never a new file."""
    return sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None)


def _rest(stopping: Callable[[], bool]) -> None:
    if stopping():
        raise InterruptedError("told to stop")
    time.sleep(REST)
