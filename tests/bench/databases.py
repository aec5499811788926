"""The two databases to measure on: a server of its own when it is Postgres, and a way in without WorkChat."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SQLITE, POSTGRES = "SQLite", "Postgres"


def server(database: str) -> AbstractContextManager[str]:
    """Yields the URL of an empty Postgres that waits for the disk at every commit; "" for SQLite, which needs none."""
    if database == SQLITE:
        return nullcontext("")
    from tests.postgres import postgres  # a wheel that only the tests need

    return postgres(options="")


def server_of(url: str) -> int:
    """The process of a Postgres that `server` started; 0 for SQLite, which has none."""
    if not url:
        return 0
    return int((Path(parse_qs(urlsplit(url).query)["host"][0]) / "postmaster.pid").read_text().splitlines()[0])


def another(url: str, name: str) -> str:
    """The URL of a new, empty database of a server that runs."""
    with plain(url) as raw:
        raw.execute(f'CREATE DATABASE "{name}"')
    return url.replace("///postgres?", f"///{name}?")


def plain(url: str) -> Any:
    """A connection of sqlite3 (a file) or psycopg (a URL), each statement a transaction of its own."""
    if "://" not in url:
        import sqlite3

        return sqlite3.connect(url, isolation_level=None, check_same_thread=False)
    import psycopg

    return psycopg.connect(url, autocommit=True)
