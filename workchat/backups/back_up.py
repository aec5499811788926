"""A copy of everything: the records, what families sent, and, in a folder of their own, the keys."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from peewee import PeeweeException

from workchat.backups.copy_keys import copy_keys
from workchat.backups.copy_media import copy_media, forget_gone_media
from workchat.backups.copy_postgres import NoTool, copy_postgres
from workchat.backups.copy_sqlite import copy_sqlite
from workchat.backups.files import Busy, NotGood, alone_in, free_name, words_of
from workchat.backups.models import Backup
from workchat.backups.rules import BEFORE_UPDATE, NIGHT, copies_in, may_go
from workchat.config import Config
from workchat.db import is_postgres
from workchat.log import tell, tell_error

REMEMBERED = timedelta(days=400)  # rows of past copies
CAN_FAIL = (OSError, sqlite3.Error, PeeweeException, NotGood)
DIED = "O programa parou no meio da cópia. Ela foi feita de novo depois."
UNDER_WAY = "Já há uma cópia sendo feita. Espere ela terminar."
OF_MEDIA, OF_KEYS = "Os arquivos que as famílias enviaram não foram copiados. ", "As chaves não foram copiadas. "


@dataclass
class Made:
    """What came of it. `copy`: None when the records could not be copied; `problems` are sentences."""

    began_at: datetime
    copy: Path | None = None
    size: int = 0
    keys: str = ""
    problems: list[str] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """By the clock that `began_at` was read from."""
        return self.began_at + timedelta(seconds=time.monotonic() - self._began)


def back_up(config: Config, now: datetime, stopping: Callable[[], bool] = lambda: False) -> Made:
    """Copy everything now, write down what came of it, and let go of copies that are not needed any more.

    What cannot be copied is a row with words, and the old copies stay. :raises Busy: somebody else is at it.
    """
    made = Made(now)
    try:
        with alone_in(config.backups):
            _records(config, stopping, made)
            _beside(made, config.backups, OF_MEDIA, lambda: copy_media(config, now))
            if made.copy:
                _tidy(config.backups, now, made.copy.name)
    except OSError as error:
        _failed(made, error, words_of(error, config.backups))
    _beside(made, config.key_backups, OF_KEYS, lambda: _keys(config, made))
    Backup.delete().where(Backup.began_at < now - REMEMBERED).execute()
    return made


def _records(config: Config, stopping: Callable[[], bool], made: Made) -> None:
    """The row is there before the copy: a program that dies meanwhile leaves it without an end."""
    half = Backup.ended_at.is_null() & (Backup.error == "")
    elsewhere = timedelta(hours=6) if is_postgres() else timedelta(0)  # another machine may be at it, in its own folder
    Backup.update(error=DIED).where(half, Backup.began_at < made.began_at - elsewhere).execute()
    target = free_name(config.backups, NIGHT, made.began_at, "dump" if is_postgres() else "db")
    row = Backup.create(began_at=made.began_at, filename=target.name)
    try:
        if is_postgres():
            made.size = copy_postgres(config.database_url, target, stopping)
        else:
            made.size = copy_sqlite(Path(config.database_url), target, stopping)
    except CAN_FAIL as error:
        row.delete_instance()
        _failed(made, error, words_of(error, config.backups), once=isinstance(error, NoTool))
    else:
        made.copy = target
        tell("copied", file=target.name, size=made.size)
        Backup.update(ended_at=made.now, size=made.size).where(Backup.id == row.id).execute()


def _keys(config: Config, made: Made) -> None:
    made.keys = copy_keys(config, made.began_at)


def _beside(made: Made, folder: Path, what: str, act: Callable[[], object]) -> None:
    """The copy of the records counts, whatever becomes of the rest; but the rest is told."""
    try:
        act()
    except Busy:
        return  # who is at it does the same
    except CAN_FAIL as error:
        _failed(made, error, what + words_of(error, folder))


def _failed(made: Made, error: Exception, why: str, once: bool = False) -> None:
    """Written down in words. `once`: what will be the same tomorrow is one row, the last, and not one a night."""
    made.problems.append(why)
    tell_error("copy failed", error)
    if once:
        Backup.delete().where(Backup.error == why).execute()
    Backup.create(began_at=made.now, error=why)


def _tidy(folder: Path, now: datetime, made: str) -> None:
    """Only what bears a name of ours goes, and the copy just made never."""
    names = [file.name for file in folder.iterdir() if file.is_file()]
    going = may_go(names, now, made)
    for name in going:
        (folder / name).unlink()
    left = copies_in(set(names) - set(going), NIGHT, BEFORE_UPDATE)
    forget_gone_media(folder, left[-1].made_at)
