"""How a copy comes into its folder: for this user alone, under another name until it is whole, and then for good."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from workchat.backups.rules import is_part, name_of

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_SPACE = "O disco da pasta {folder} está cheio. Libere espaço; as cópias antigas continuam lá."
NO_RIGHTS = "Não foi possível gravar na pasta {folder}. Dê permissão de escrita ao usuário do WorkChat."
NO_FOLDER = "A pasta {folder} não pode ser usada. Confira se o disco dela está ligado e se o caminho existe."
BROKEN = "O banco de dados não pôde ser lido até o fim. Rode python3 app.py doctor."
STOPPED = "A cópia parou no meio, porque o WorkChat foi desligado. Ela é feita de novo."
OCCUPIED = "O banco de dados estava ocupado demais. Tente de novo daqui a pouco."
DISK = "O disco da pasta {folder} não aceitou a gravação: está cheio ou com defeito."


class NotGood(Exception):
    """A copy that nobody may rely on, or that cannot be made: why, in words for the school."""


class Busy(Exception):
    """Another copy is being made in this folder."""


def open_folder(folder: Path) -> None:
    """The folder of the copies, for this user alone when it is made here; one that was there keeps its rights."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def alone_in(folder: Path, wait_seconds: float = 0) -> Iterator[None]:
    """One copy at a time in a folder. SQLite's lock works on every system, and goes away with a killed program.

    :raises Busy: somebody else is at it, after the wait too. :raises OSError: the folder cannot be written.
    """
    open_folder(folder)
    lock = folder / ".lock"
    os.close(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(lock, timeout=wait_seconds, isolation_level=None)) as gate:
        try:
            gate.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise Busy from error
        for left in folder.iterdir():
            if is_part(left.name):
                left.unlink()
        yield


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[Path]:
    """A new private file beside the target to write into; whatever goes wrong, nothing of it stays. What a killed
    program left of an earlier one is not in the way: whoever calls is alone at it."""
    part = target.with_name(f"{target.name}.partial")
    _remove(part)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            part.with_name(part.name + ending).unlink()


def free_name(folder: Path, kind: str, at: datetime, suffix: str) -> Path:
    """Two copies in one second have two names: none ever takes the place of another."""
    while (target := folder / name_of(kind, at, suffix)).exists():
        at += timedelta(seconds=1)
    return target


def publish(part: Path, target: Path) -> int:
    """Give a whole copy its name once it is on the disk; returns its size in bytes."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
        size = os.fstat(written.fileno()).st_size
    part.replace(target)
    keep_names(target.parent)
    return size


def keep_names(folder: Path) -> None:
    """A name survives a power cut only when its folder is on the disk too. Windows has no such call."""
    with suppress(OSError, PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def free_of(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def words_of(error: Exception, folder: Path) -> str:
    """What went wrong with a copy, and what to do, without a code."""
    if isinstance(error, NotGood):
        return str(error)
    if isinstance(error, InterruptedError):
        return STOPPED
    if isinstance(error, OSError):
        full, closed = error.errno in FULL, error.errno in CLOSED
        return (NO_SPACE if full else NO_RIGHTS if closed else NO_FOLDER).format(folder=folder)
    said = str(error)
    if "full" in said or "I/O" in said:
        return (NO_SPACE if "full" in said else DISK).format(folder=folder)
    return OCCUPIED if "locked" in said else BROKEN
