"""Brings the database to the shape that this program expects, one starter at a time, with a copy taken first."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse import migrations

from workchat.db import clock, db, is_postgres
from workchat.running.oldest import keep_oldest, look_before, named_by
from workchat.settings.models import Settings

DIRECTORY = str(Path(__file__).parent / "migrations")
LOCK = 7301  # any number that no other program of the school's Postgres uses


def migrate(
    opened: Callable[[], object] = lambda: None,
    directory: str = DIRECTORY,
    copy: Callable[[], object] = lambda: None,
) -> list[str]:
    """Apply what is missing; return the names applied. Safe when several processes start at once.

    `opened` is called as soon as the database answered: what fails before that is a database that cannot be reached.
    `copy` is called before a database that holds a school changes its shape; what it raises stops the update.

    :raises CannotRun: this program, or another one that runs, is too old for the database (running/oldest.py).
    """
    with _alone(), db.connection_context():
        opened()
        runner = migrations.Runner(db.obj, directory)
        pending = [m.name for m in runner.status() if m.path and not m.applied]
        oldest = named_by(sorted(Path(directory).glob("*.py")))
        look_before(bool(pending), oldest, clock())
        if pending and runner.applied():
            copy()
        runner.up()
        keep_oldest(oldest)
        Settings.get_or_create(id=1)
        return pending


@contextmanager
def _alone() -> Iterator[None]:
    """playhouse's runner crashes when two start together. The lock must not be the transaction it runs in."""
    if is_postgres():
        with db.connection_context():
            db.execute_sql("SELECT pg_advisory_lock(%s)", (LOCK,))
            try:
                yield
            finally:  # a session lock: the pooled connection would keep it
                db.execute_sql("SELECT pg_advisory_unlock(%s)", (LOCK,))
    else:
        # Before the first connection: switching an empty file to WAL does not wait for another starter's.
        gate = sqlite3.connect(f"{db.database}.migrate", timeout=60, isolation_level=None)
        try:
            gate.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            gate.close()
