"""Every test that touches the database runs on SQLite and on a real Postgres, in a transaction that is rolled back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast, make_cast
from tests.desk import Desk
from tests.postgres import postgres
from tests.rm import near_rm as near_rm
from tests.rm import rm as rm
from tests.written import written as written
from workchat import create_app
from workchat.config import Config, from_environment
from workchat.db import db, open_database
from workchat.migrate import migrate
from workchat.vault import new_keys, vault


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def config(tmp_path_factory) -> Config:
    """As the environment gives it on a fresh machine, but in a folder of its own."""
    vault.open(new_keys())
    return replace(from_environment({}), instance=tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def database(request, config: Config, tmp_path_factory) -> Iterator[None]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    else:
        url = str(Path(tmp_path_factory.mktemp("db")) / "workchat.db")
    handle = open_database(url)
    migrate()
    yield
    handle.close_all() if hasattr(handle, "close_all") else handle.close()


@pytest.fixture
def school(database) -> Iterator[None]:
    """An open transaction that nobody commits."""
    with db.connection_context(), db.atomic() as everything:
        yield
        everything.rollback()


@pytest.fixture
def cast(school) -> Cast:
    return make_cast()


@pytest.fixture(scope="session")
def shared_app(config: Config) -> Flask:
    """Making an app costs 15 ms, and two thousand tests want one."""
    app = create_app(config)
    app.testing = False  # errors become pages, as in a school
    return app


@pytest.fixture
def app(school, shared_app: Flask) -> Iterator[Flask]:
    """The app; what a test changes in its configuration is undone."""
    before = dict(shared_app.config), dict(shared_app.extensions)
    yield shared_app
    for mine, kept in zip((shared_app.config, shared_app.extensions), before, strict=True):
        mine.clear()
        mine.update(kept)


@pytest.fixture
def client(app: Flask):
    return app.test_client()


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)
