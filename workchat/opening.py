"""Opens the school: its folder, its keys and its records, up to date; or says in a sentence what is in the way."""

import os
import sqlite3
import sys
from pathlib import Path

from peewee import PeeweeException

from workchat.backups.before_update import NoCopy, copy_before_update
from workchat.config import Config
from workchat.db import CONNECTIONS, MOST, clock, db, open_database
from workchat.embed.keys import problem_at_start
from workchat.embed.origins import problem
from workchat.log import tell
from workchat.migrate import migrate
from workchat.running.oldest import CannotRun
from workchat.settings.models import Settings
from workchat.settings.save import keep_terms
from workchat.vault import close_to_others, open_vault

NO_FOLDER = (
    "Não foi possível gravar na pasta {}. "
    "Dê permissão de escrita a este usuário ou escolha outra pasta em WORKCHAT_INSTANCE."
)
NO_KEYS = (
    "As chaves em {} não podem ser lidas. "
    "Traga a cópia delas (python3 app.py restore --keys ARQUIVO): sem as chaves, os CPFs e os tokens guardados não "
    "abrem."
)
KEYS_GONE = (
    "Faltam as chaves em {}, e este banco de dados já foi usado com elas. Traga as de outro servidor do WorkChat ou da "
    "cópia delas (python3 app.py restore --keys ARQUIVO) ou, só se estiverem perdidas para sempre, "
    "desista do que elas guardam (python3 app.py restore --new-keys)."
)
NO_SQLITE = (
    "Não foi possível abrir o banco de dados {}. "
    "Confira a permissão de escrita, o espaço em disco e se o arquivo é do WorkChat."
)
NO_POSTGRES = (
    "Não foi possível abrir o Postgres indicado em DATABASE_URL. "
    "Confira se ele está ligado e se o endereço, o usuário e a senha estão certos."
)
NO_RIGHTS = "O usuário do Postgres não pode criar tabelas neste banco. Faça dele o dono do banco."
NOT_A_DATABASE = "DATABASE_URL deve começar com postgresql:// ou ficar vazia, para usar um arquivo SQLite."
UNUSABLE = ("unable to open", "readonly", "is full", "disk I/O", "locked", "malformed")  # SQLite's words


def open_school(config: Config, kind: str = "") -> None:
    """Open the keys and the database and bring it up to date; leaves with a sentence when that cannot be done.

    `kind` of program (web, worker, all) decides how many connections it may have.
    """
    if wrong := problem(config) or problem_at_start(config):
        sys.exit(wrong)
    os.umask(0o077)  # records, copies and families' files are for this user alone, also in a folder that was there
    try:
        config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        sys.exit(NO_FOLDER.format(config.instance))
    close_to_others(Path(config.database_url))
    _open_records(config, CONNECTIONS.get(kind, MOST))


def _open_keys(config: Config) -> None:
    """They are made for a database that holds nothing yet, and never later: a second host, or a folder that lost them,
    would seal with other keys than everybody else. While the database is locked: of hosts that start at once, one."""
    keys = config.instance / "keys.json"
    if not config.keys and not keys.exists() and "settings" in db.get_tables():
        sys.exit(KEYS_GONE.format(keys))
    try:
        open_vault(config.keys, keys)
    except OSError:
        sys.exit(NO_FOLDER.format(config.instance))
    except (ValueError, KeyError, TypeError):
        sys.exit(NO_KEYS.format("WORKCHAT_KEYS" if config.keys else keys))


def _open_records(config: Config, connections: int) -> None:
    """Open the keys, and the database in the shape that this program expects."""
    postgres = is_for_postgres(config)
    reached: list[bool] = []

    def opened() -> None:
        reached.append(True)
        _open_keys(config)

    try:
        open_database(config.database_url, config.synchronous, connections)
        for name in migrate(opened=opened, copy=lambda: _copy(config)):
            tell("migrated", migration=name)
        with db.connection_context():  # an update of WorkChat may have changed the words of the question
            keep_terms(Settings.current(), clock())
    except (CannotRun, NoCopy) as sentence:
        sys.exit(str(sentence))
    except (PeeweeException, sqlite3.Error) as error:
        if "permission denied" in str(error):
            sys.exit(NO_RIGHTS)
        if not reached or any(sign in str(error) for sign in UNUSABLE):
            sys.exit(NO_POSTGRES if postgres else NO_SQLITE.format(config.database_url))
        raise


def is_for_postgres(config: Config) -> bool:
    """Leaves with a sentence when DATABASE_URL names neither Postgres nor a file: no file may get such a name."""
    postgres = config.database_url.startswith(("postgresql://", "postgres://"))
    if "://" in config.database_url and not postgres:
        sys.exit(NOT_A_DATABASE)
    return postgres


def _copy(config: Config) -> None:
    if said := copy_before_update(config.database_url, config.backups, clock()):
        print(said, flush=True)
