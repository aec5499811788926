"""The school's records: how the database is opened, what a table is, and time as it is stored."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Self

from peewee import (
    EXCEPTIONS,
    BooleanField,
    Database,
    DatabaseProxy,
    DateField,
    DateTimeField,
    Field,
    InterfaceError,
    JSONField,
    Model,
    OperationalError,
    PostgresqlDatabase,
)
from playhouse.pool import MaxConnectionsExceeded, PooledSqliteDatabase

from workchat.silence import NOTICE, Pool

db = DatabaseProxy()
BIGGEST = 2**31 - 1  # id of a row


class Record(Model):
    """A row of one of WorkChat's tables. Indexes and constraints are in migrations/.

    `fetch`, `put` and `change` write their SQL once and keep it: peewee's query builder costs about 95 µs a statement,
    which is most of the time of a webhook. Use them on the hot paths (receive, send, statuses, the Chat), peewee's own
    queries elsewhere.
    """

    class Meta:
        database = db
        legacy_table_names = False

    @classmethod
    def fetch(cls, rest: str, *values: Any) -> "Self | None":
        """The first row of `SELECT … FROM table` + rest, as `WHERE id = ?`; None when there is none."""
        row = run(f"{_select(cls)} {rest}", *values).fetchone()
        return _instance(cls, row) if row else None

    @classmethod
    def fetch_all(cls, rest: str, *values: Any) -> "list[Self]":
        return [_instance(cls, row) for row in run(f"{_select(cls)} {rest}", *values).fetchall()]

    @classmethod
    def put(cls, **columns: Any) -> "Self":
        """Insert a row and return it with its id. Defaults apply; a foreign key takes a row or its id."""
        missing = {field.name: make for field, make in cls._meta.defaults.items() if field.name not in columns}
        given = {name: make() if callable(make) else make for name, make in missing.items()}
        given |= {name: getattr(value, "id", value) for name, value in columns.items()}
        fields = [cls._meta.fields[name] for name in given]
        row_id = run(_insert(cls, tuple(given)), *map(_to_column, fields, given.values())).fetchone()[0]
        row = _filled(cls, {"id": row_id, **given})
        row.__rel__.update((name, value) for name, value in columns.items() if isinstance(value, Record))
        return row

    @classmethod
    def change(cls, columns: dict[str, Any], rest: str, *values: Any) -> int:
        """Write these columns of the rows that `rest` names, as `WHERE id = ?`; returns how many rows there were."""
        fields = [cls._meta.fields[name] for name in columns]
        written = map(_to_column, fields, columns.values())
        return run(f"{_update(cls, tuple(columns))} {rest}", *written, *values).rowcount


@cache
def _select(model: type[Record]) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
    return f'SELECT {columns} FROM "{model._meta.table_name}"'  # noqa: S608 (names of our own models)


@cache
def _insert(model: type[Record], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{model._meta.fields[name].column_name}"' for name in names)
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES ({marks}) RETURNING id'  # noqa: S608


@cache
def _update(model: type[Record], names: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{model._meta.fields[name].column_name}" = ?' for name in names)
    return f'UPDATE "{model._meta.table_name}" SET {sets}'  # noqa: S608


@cache
def _readers(model: type[Record]) -> tuple[tuple[str, Callable | None], ...]:
    """How each column becomes its value, where that needs more than taking it. SQLite keeps times as text."""
    kinds = {DateTimeField: moment, BooleanField: bool, DateField: _day, JSONField: _json}
    return tuple((field.name, kinds.get(type(field))) for field in model._meta.sorted_fields)


def _instance(model: type[Record], row: tuple) -> Record:
    pairs = zip(_readers(model), row, strict=True)
    return _filled(model, {name: read(v) if read and v is not None else v for (name, read), v in pairs})


def _filled(model: type[Record], values: dict[str, Any]) -> Record:
    instance = model(__no_default__=True)
    instance.__data__.update(values)
    instance._dirty.clear()
    return instance


def _to_column(field: Field, value: Any) -> Any:
    return json.dumps(value) if isinstance(field, JSONField) and value is not None else value


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


# Connections of a process. Postgres takes 100 by default: 8 times pages and 8 workers use 88 of them.
CONNECTIONS = {"web": 6, "worker": 5, "all": 11}
MOST = 24  # on SQLite, where they cost nothing: one a thread
WAIT = 10  # seconds to wait for a free connection
# A program that froze or whose machine vanished must not hold rows for ever.
SESSION = "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"
# A Postgres that takes no writes for a while (25006: a failover, a managed service's full disk) is no mistake of ours.
EXCEPTIONS["ReadOnlySqlTransaction"] = OperationalError
AWAY = (OperationalError, InterfaceError, MaxConnectionsExceeded)  # the database cannot be asked now; later it can
PRAGMAS = {
    "journal_mode": "wal", "foreign_keys": 1, "cache_size": -4000, "busy_timeout": 10_000,
    "wal_autocheckpoint": 4000,  # pages, 16 MB: a new family's message writes forty, mostly the same again
    "secure_delete": 1,  # who asked to be erased is not in the file's free pages either
}  # fmt: skip


def open_database(url: str, synchronous: str = "FULL", connections: int = MOST) -> Database:
    """Point `db` at a Postgres URL or a SQLite file. `connections`: of this process to Postgres, at most.

    FULL, because what WhatsApp was told "received" must survive a power cut. IMMEDIATE, because a deferred
    read-then-write transaction fails at once with "database is locked" whatever the busy timeout.
    """
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql://" + url.split("://", 1)[1]
        options = {"prefer_psycopg3": True, "options": SESSION, "stale_timeout": 300, **NOTICE}
        database = Pool(url, max_connections=connections, timeout=WAIT, **options)
    else:
        pragmas = {**PRAGMAS, "synchronous": synchronous}
        options = {"lock_type": "IMMEDIATE", "check_same_thread": False, "pragmas": pragmas}
        database = PooledSqliteDatabase(url, max_connections=MOST, timeout=WAIT, **options)
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


def hold() -> str:
    """The end of a named SELECT whose row nobody else may change until the transaction ends.

    NO KEY: rows that only point to it (an agent's message, of its ticket and contact) may still be written meanwhile.
    """
    return " FOR NO KEY UPDATE" if is_postgres() else ""


def timestamp(moment: datetime) -> int:
    """Seconds since 1970 of a naive UTC time, as WhatsApp writes them."""
    return int((moment - datetime(1970, 1, 1)) / timedelta(seconds=1))
