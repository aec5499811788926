"""A copy takes the place of the records: checked first, nothing sent from it unseen, and what was there is kept."""

import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import PeeweeException

from workchat.backups.copy_media import restore_media
from workchat.backups.files import NotGood, free_name, publish, whole_or_nothing, words_of
from workchat.backups.fit import closed_to
from workchat.backups.hold import COUNT_DELIVERIES, COUNT_SCHEDULED, HELD, WAITED
from workchat.backups.may_restore import NOT_OURS, CannotRestore
from workchat.backups.restore_postgres import restore_postgres
from workchat.backups.restore_sqlite import restore_sqlite
from workchat.backups.rules import BEFORE_RESTORE, BEFORE_UPDATE, NIGHT, Copy, copies_in
from workchat.config import Config
from workchat.db import db, run
from workchat.vault import Vault

NO_FILE = "A cópia {} não existe. Sem nome de arquivo, python3 app.py restore mostra as que há."
TOO_NEW = (
    "A cópia foi feita por um WorkChat mais novo: ela pede a versão {} ou mais nova. Atualize este programa antes."
)
BAD_KEYS = "O arquivo {} não tem as chaves do WorkChat."
KEYS_ELSEWHERE = "As chaves deste WorkChat vêm de WORKCHAT_KEYS: troque-as lá."


@dataclass(frozen=True)
class Restored:
    """What came of it. `kept`: where the records that were there are now. `closed` of `sealed` do not open."""

    copy: Path
    kept: Path | None
    deliveries: int
    scheduled: int
    media_back: int
    media_lost: int
    closed: int
    sealed: int
    has_keys: bool


def find(config: Config, typed: str) -> Path:
    """The copy that somebody named: a file, or the name of one in the folder of copies. :raises CannotRestore."""
    for path in (Path(typed), config.backups / typed):
        if path.is_file():
            return path
    raise CannotRestore(NO_FILE.format(typed))


def copies(folder: Path) -> list[Copy]:
    """The copies of the records that there are, newest first."""
    with suppress(OSError):
        return copies_in([file.name for file in folder.iterdir()], NIGHT, BEFORE_UPDATE)
    return []


def take_keys(config: Config, given: Path, now: datetime) -> None:
    """Put keys in place; those that were there are kept beside. :raises CannotRestore."""
    if config.keys:
        raise CannotRestore(KEYS_ELSEWHERE)
    text, keys = _keys_in(given), config.instance / "keys.json"
    config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    if keys.is_file() and keys.read_bytes() != text.encode():
        kept = free_name(keys.parent, BEFORE_RESTORE, now, "json")
        with whole_or_nothing(kept) as part:
            shutil.copyfile(keys, part)
            publish(part, kept)
    with whole_or_nothing(keys) as part:
        part.write_text(text)
        publish(part, keys)


def _keys_in(given: Path) -> str:
    try:
        text = given.read_text()
        Vault().open(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRestore(BAD_KEYS.format(given)) from error
    return text


def restore(config: Config, copy: Path, keys: Path | None, now: datetime) -> Restored:
    """Put a copy in the place of the records, up to date with this program. WorkChat must be stopped.

    :raises CannotRestore: and everything is as it was.
    """
    if keys:
        _keys_in(keys)
    postgres = config.database_url.startswith(("postgres://", "postgresql://"))
    try:
        kept = (restore_postgres if postgres else restore_sqlite)(config, copy, now)
    except NotGood as error:
        raise CannotRestore(str(error)) from error
    except OSError as error:
        raise CannotRestore(words_of(error, Path(config.database_url).parent)) from error
    except (sqlite3.Error, PeeweeException) as error:
        raise CannotRestore(NOT_OURS.format(copy)) from error
    if keys:
        take_keys(config, keys, now)
    with db.connection_context():
        return Restored(copy, kept, *_held(), *restore_media(config), *_closed(config))


def _held() -> tuple[int, int]:
    return run(COUNT_DELIVERIES, WAITED).fetchone()[0], run(COUNT_SCHEDULED, f"{HELD}%").fetchone()[0]


def _closed(config: Config) -> tuple[int, int, bool]:
    """Keys are not made here: new ones would open nothing of the copy."""
    file, keys = config.instance / "keys.json", Vault()
    try:
        keys.open(config.keys or file.read_text())
    except (OSError, ValueError, KeyError, TypeError):
        return *closed_to(Vault()), False
    return *closed_to(keys), True
