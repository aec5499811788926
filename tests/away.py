"""The school's database goes away for a while, and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import SqliteDatabase

from workchat.db import db


@contextmanager
def database_away(folder: Path) -> Iterator[None]:
    """Every connection asked for meanwhile fails, as when Postgres restarts: the file's folder does not exist."""
    there = db.obj
    db.initialize(SqliteDatabase(folder / "nowhere" / "workchat.db"))
    try:
        yield
    finally:
        db.initialize(there)
