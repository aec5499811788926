"""A copy of the SQLite file comes back: made ready beside the records, and then in their place at once."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from workchat.backups.copy_sqlite import copy_sqlite
from workchat.backups.files import free_name, keep_names
from workchat.backups.hold import holding
from workchat.backups.may_restore import RUNS, CannotRestore, fits
from workchat.backups.rules import BEFORE_RESTORE
from workchat.config import Config
from workchat.db import db, open_database
from workchat.migrate import migrate
from workchat.running.models import LIVES
from workchat.running.oldest import CannotRun

ENDINGS = ("", "-journal", "-wal", "-shm", ".migrate")
ALIVE = "SELECT COUNT(*) FROM program WHERE seen_at > ? AND seen_at <= ? AND ended_at IS NULL AND host <> ?"


def restore_sqlite(config: Config, copy: Path, now: datetime) -> Path | None:
    """:returns: where the records that were there are kept; None when there were none. :raises CannotRestore."""
    records = Path(config.database_url)
    records.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = records.with_name(f"{records.name}.restoring")
    with _no_starter(records):
        _nobody_uses(records, now)
        try:
            _remove(draft)
            copy_sqlite(copy, draft)
            _make_ready(draft, copy, now)
            kept = _set_aside(records, now)
            draft.replace(records)
            keep_names(records.parent)
        finally:
            _remove(draft)
    open_database(str(records), config.synchronous)
    return kept


@contextmanager
def _no_starter(records: Path) -> Iterator[None]:
    """The lock that every start takes before its first connection (migrate.py)."""
    with closing(sqlite3.connect(f"{records}.migrate", timeout=5, isolation_level=None)) as gate:
        try:
            gate.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise CannotRestore(RUNS) from error
        yield


def _nobody_uses(records: Path, now: datetime) -> None:
    """A program that runs keeps the file open, which SQLite knows whatever any clock says, and lets go of it however it
    ends. Leaving WAL also brings what is in it home. Signs of life are asked of other hosts alone: the locks of a
    container on a shared folder are not always seen here."""
    if not records.exists():
        return
    with closing(sqlite3.connect(records, timeout=0, isolation_level=None)) as mine, suppress(sqlite3.DatabaseError):
        try:
            mine.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise CannotRestore(RUNS) from error
        if mine.execute(ALIVE, (str(now - LIVES), str(now), socket.gethostname())).fetchone()[0]:
            raise CannotRestore(RUNS)


def _make_ready(draft: Path, copy: Path, now: datetime) -> None:
    """Hold back what it wanted to send, then give it today's shape: both before anybody can open it."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as copied:
        tables = {name for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        row = copied.execute("SELECT oldest FROM compatibility").fetchone() if "compatibility" in tables else None
        fits(tables, row[0] if row else "", copy)
        copied.execute("BEGIN")
        for statement in holding(tables, now):
            copied.execute(statement)
        copied.execute("COMMIT")
    open_database(str(draft))
    try:
        migrate()
    except CannotRun as error:
        raise CannotRestore(str(error)) from error
    finally:
        db.obj.close_all()
    with closing(sqlite3.connect(draft)) as copied:  # one file, without a WAL that a rename would leave behind
        copied.execute("PRAGMA journal_mode=DELETE").fetchone()


def _set_aside(records: Path, now: datetime) -> Path | None:
    """A second name for what is there. Its WAL goes before the new file comes: SQLite would mix the two."""
    if not records.exists():
        return None
    kept = free_name(records.parent, BEFORE_RESTORE, now, "db")
    for ending in ("", "-wal"):
        file, aside = records.with_name(records.name + ending), kept.with_name(kept.name + ending)
        if file.exists():
            try:
                os.link(file, aside)
            except OSError:
                shutil.copy2(file, aside)
    for ending in ("-wal", "-shm", "-journal"):
        records.with_name(records.name + ending).unlink(missing_ok=True)
    return kept


def _remove(draft: Path) -> None:
    for ending in ENDINGS:
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
