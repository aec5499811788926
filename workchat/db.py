"""The school's records: how the database is opened, what a table is, and time as it is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import Database, DatabaseProxy, Model, PostgresqlDatabase
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

db = DatabaseProxy()


class Record(Model):
    """A row of one of WorkChat's tables. Indexes and constraints are in migrations/."""

    class Meta:
        database = db
        legacy_table_names = False


POOL = {"max_connections": 24, "timeout": 10}  # `timeout` here: seconds to wait for a free connection
PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "cache_size": -16000, "busy_timeout": 10_000}


def open_database(url: str, synchronous: str = "FULL") -> Database:
    """Point `db` at a Postgres URL or a SQLite file.

    FULL, because what WhatsApp was told "received" must survive a power cut. IMMEDIATE, because a deferred
    read-then-write transaction fails at once with "database is locked" whatever the busy timeout.
    """
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql://" + url.split("://", 1)[1]
        options = {"prefer_psycopg3": True, "options": "-c timezone=UTC", "stale_timeout": 300}
        database = PooledPostgresqlDatabase(url, **options, **POOL)
    else:
        pragmas = {**PRAGMAS, "synchronous": synchronous}
        database = PooledSqliteDatabase(url, lock_type="IMMEDIATE", check_same_thread=False, pragmas=pragmas, **POOL)
    db.initialize(database)
    return database


def is_postgres() -> bool:
    return isinstance(db.obj, PostgresqlDatabase)


def run(statement: str, *values: Any):
    """Run one of the named SQL statements of a feature's models.py. `?` marks a value on both databases."""
    return db.execute_sql(statement.replace("?", "%s") if is_postgres() else statement, values)


def utcnow() -> datetime:
    """Now, as the database stores it: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def clock() -> datetime:
    """Now by the database's clock, which all workers on all hosts share (naive UTC). SQLite has only the host's."""
    if is_postgres():
        return run("SELECT clock_timestamp() AT TIME ZONE 'UTC'").fetchone()[0]
    return utcnow()


def moment(value: Any) -> datetime | None:
    """A time read by a named statement: SQLite gives text, Postgres a datetime."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def locked(query):
    """The query's rows, held until the transaction ends. SQLite's writer already has the whole database."""
    return query.for_update() if is_postgres() else query


def timestamp(moment: datetime) -> int:
    """Seconds since 1970 of a naive UTC time, as WhatsApp writes them."""
    return int((moment - datetime(1970, 1, 1)) / timedelta(seconds=1))
