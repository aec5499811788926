"""Two people at the same instant: a Postgres of its own with committed rows, and transactions that really overlap.

SQLite has one writer, so these races exist on Postgres alone.
"""

import threading
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest

from tests.cast import make_cast
from tests.desk import Desk
from tests.processes import until
from workchat.config import Config
from workchat.db import db, open_database, run
from workchat.migrate import migrate

_serial = count(1)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def busy_desk(postgres_url: str, config: Config) -> Iterator[Desk]:
    """A desk whose rows are committed, so that other threads see them."""
    before, name = db.obj, f"at_once_{next(_serial)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        opened = open_database(postgres_url.replace("/postgres?", f"/{name}?"))
        migrate()
        with opened.connection_context():
            yield Desk(make_cast())
        opened.close_all()
        db.initialize(before)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Meanwhile:
    """Somebody else acts on a connection of their own. Made inside a transaction: they have ended, or wait for it."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act, self._ended = act, []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        until(lambda: self._ended or run(WAITING).fetchone()[0])

    def ends(self) -> object:
        """After the transaction: what they returned, or the error that they met."""
        self._thread.join(60)
        assert self._ended, "they still wait"
        return self._ended[0]

    def _run(self) -> None:
        with db.connection_context():
            try:
                self._ended.append(self._act())
            except Exception as error:
                self._ended.append(error)
