"""A copy comes back into an empty Postgres database: with what it must not send held back, or not at all."""

import re
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg

from workchat.backups.copy_postgres import NoTool, address, call
from workchat.backups.files import NotGood, whole_or_nothing
from workchat.backups.hold import holding
from workchat.backups.may_restore import NOT_OURS, RUNS, CannotRestore, fits
from workchat.config import Config
from workchat.db import open_database
from workchat.migrate import LOCK, migrate
from workchat.running.oldest import CannotRun

TABLE = re.compile(r" TABLE DATA (\S+) (\S+) ")
NOT_EMPTY = (
    "O banco de dados de DATABASE_URL não está vazio, e a cópia não apaga nada. Crie um banco vazio, ponha o endereço "
    "dele em DATABASE_URL e tente de novo; o que está em uso fica como está."
)
NO_POSTGRES = "Não foi possível abrir o Postgres indicado em DATABASE_URL. Confira se ele está ligado."
NOT_TAKEN = (
    "O Postgres não aceitou a cópia, e o banco de dados continua vazio. Confira a versão dele e o espaço em disco."
)
WITHOUT_TOOL = "O programa {} não está nesta máquina. Instale-o (no Debian ou Ubuntu: postgresql-client)."
USED = """SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""


def restore_postgres(config: Config, copy: Path, now: datetime) -> None:
    """:raises CannotRestore, NotGood: the database is as it was. What ran before is not touched: it is another one."""
    try:
        tables = _tables(copy)
        fits(set(tables), _oldest(copy) if "compatibility" in tables else "", copy)
        with closing(_connect(config.database_url)) as held:
            if not held.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()[0]:
                raise CannotRestore(RUNS)  # a program is starting on it
            if held.execute(USED).fetchone()[0]:
                raise CannotRestore(NOT_EMPTY)
            _fill(config, copy, tables, now)
    except NoTool as missing:
        raise CannotRestore(WITHOUT_TOOL.format(missing.tool)) from missing
    open_database(config.database_url)
    try:
        migrate()
    except CannotRun as error:
        raise CannotRestore(str(error)) from error


def _fill(config: Config, copy: Path, tables: dict[str, str], now: datetime) -> None:
    """Everything in one transaction, with what holds the messages back: a kill in the middle leaves it empty."""
    where, secret = address(config.database_url)
    config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole_or_nothing(config.instance / "restore.sql") as script:
        _read(copy, "--no-owner", "--no-privileges", "--file", str(script))
        with script.open("a") as more:
            more.write(f'\nSET search_path = "{tables["delivery"]}";\n')
            more.writelines(f"{statement};\n" for statement in holding(set(tables), now))
        words = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        try:
            call("psql", *words, "--file", str(script), "--dbname", where, secret=secret)
        except NoTool:
            raise
        except NotGood as error:
            raise CannotRestore(NOT_TAKEN) from error


def _connect(url: str) -> psycopg.Connection:
    where, secret = address(url)
    try:
        return psycopg.connect(where, autocommit=True, connect_timeout=10, password=secret or None)
    except psycopg.Error as error:
        raise CannotRestore(NO_POSTGRES) from error


def _tables(copy: Path) -> dict[str, str]:
    """Name of each table in the copy, and its schema."""
    return {name: schema for schema, name in TABLE.findall(_read(copy, "--list"))}


def _oldest(copy: Path) -> str:
    """The row of `compatibility`, from the text that pg_restore would load."""
    text = _read(copy, "--data-only", "--table=compatibility", "--file", "-")
    found = re.search(r"^COPY .*\n\d+\t([\d.]+)$", text, re.MULTILINE)
    return found[1] if found else ""


def _read(copy: Path, *words: str) -> str:
    try:
        return call("pg_restore", *words, str(copy))
    except NoTool:
        raise
    except NotGood as error:
        raise CannotRestore(NOT_OURS.format(copy)) from error
