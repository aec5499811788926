"""A copy of a Postgres database, by Postgres' own program."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workchat.backups.files import NotGood, publish, whole_or_nothing

LOOK = 0.2  # seconds between two looks whether we are told to stop
NO_TOOL = (
    "O WorkChat não faz cópia deste Postgres, porque o programa {tool} não está nesta máquina. "
    "Instale-o (no Debian ou Ubuntu: postgresql-client) ou cuide da cópia pelo próprio Postgres."
)
TOO_OLD = "O {tool} desta máquina é mais antigo que o Postgres. Instale o da mesma versão."
FAILED = "O {tool} não conseguiu copiar o banco de dados. Confira se ele está ligado e se há espaço em disco."
DAMAGED = "A cópia foi lida de novo e não está inteira. Confira o disco da pasta das cópias."


class NoTool(NotGood):
    """One of Postgres' own programs is not on this machine."""

    def __init__(self, tool: str) -> None:
        super().__init__(NO_TOOL.format(tool=tool))
        self.tool = tool


def copy_postgres(url: str, target: Path, stopping: Callable[[], bool] = lambda: False) -> int:
    """Dump the database (custom format); returns the size in bytes. The target appears whole, or not at all.

    :raises NoTool: no pg_dump here. :raises NotGood, OSError: nothing was left behind.
    """
    where, secret = address(url)
    with whole_or_nothing(target) as part:
        words = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file", str(part)]
        call("pg_dump", *words, "--dbname", where, secret=secret, stopping=stopping)
        read_whole(part)
        return publish(part, target)


def read_whole(copy: Path) -> None:
    """Unpack every table into nothing. :raises NotGood: it is damaged."""
    try:
        call("pg_restore", "--file", os.devnull, str(copy))
    except NoTool:
        raise
    except NotGood as error:
        raise NotGood(DAMAGED) from error


def address(url: str) -> tuple[str, str]:
    """Where the database is, without the password: everybody on this machine may read a program's words. And it."""
    parts = conninfo_to_dict("postgresql://" + url.split("://", 1)[1])
    secret = str(parts.pop("password", None) or "")
    return make_conninfo(**parts), secret


def call(tool: str, *words: str, secret: str = "", stopping: Callable[[], bool] = lambda: False) -> str:
    """Run one of Postgres' programs; returns what it wrote. :raises NoTool, NotGood."""
    program = shutil.which(tool)
    if program is None:
        raise NoTool(tool)
    env = {**os.environ, "PGOPTIONS": "", "PGCONNECT_TIMEOUT": "10", **({"PGPASSWORD": secret} if secret else {})}
    with subprocess.Popen(
        [program, *words], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        try:
            said, wrong = _until_done(child, stopping)
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        raise NotGood((TOO_OLD if b"version mismatch" in wrong else FAILED).format(tool=tool))
    return said.decode(errors="replace")


def _until_done(child: subprocess.Popen, stopping: Callable[[], bool]) -> tuple[bytes, bytes]:
    while True:
        try:
            return child.communicate(timeout=LOOK)
        except subprocess.TimeoutExpired:
            if stopping():
                raise InterruptedError("told to stop") from None
