"""The doctor looks at the records, and writes nothing into them: also a damaged or a strange file gets a sentence."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from peewee import DatabaseError, OperationalError, PeeweeException, PostgresqlDatabase, SqliteDatabase, fn
from playhouse import migrations

from workchat.accounts.models import User
from workchat.backups.fit import closed_to
from workchat.config import Config
from workchat.db import CONNECTIONS, clock, db, is_postgres, run
from workchat.doctor import of_machine, rules
from workchat.doctor.rules import Finding, fine, look, wrong
from workchat.migrate import DIRECTORY
from workchat.running.models import alive
from workchat.running.oldest import too_old
from workchat.running.sender import sender
from workchat.status.facts import copies
from workchat.status.machine import ahead
from workchat.vault import CannotUnseal, Vault
from workchat.whatsapp.models import TOKEN, Number

PATIENCE = 20.0  # seconds for reading the whole file
FILE = "Arquivo do banco de dados"
DAMAGED = "Pare o WorkChat e traga a última cópia boa: python3 app.py restore"
NO_POSTGRES = "Confira se o Postgres está ligado e se o endereço, o usuário e a senha de DATABASE_URL estão certos."
NO_FILE = "Em uma escola nova, abra o WorkChat. Senão, traga a última cópia: python3 app.py restore"


def open_to_read(config: Config) -> None:
    """Point `db` at the records so that nothing can be written. A SQLite file without a WAL gets none."""
    if of_machine.is_postgres(config):
        url = "postgresql://" + config.database_url.split("://", 1)[1]
        reading = "-c timezone=UTC -c default_transaction_read_only=on"
        db.initialize(PostgresqlDatabase(url, prefer_psycopg3=True, options=reading, connect_timeout=5))
        return
    records = Path(config.database_url).resolve()
    quiet = "" if records.with_name(f"{records.name}-wal").exists() else "&immutable=1"
    db.initialize(SqliteDatabase(f"{records.as_uri()}?mode=ro{quiet}", uri=True))


def of_database(config: Config) -> Iterator[Finding]:
    """Whether it answers, is whole, and has the shape that this program expects. Leaves a connection open."""
    records = Path(config.database_url)
    if "://" in config.database_url and not of_machine.is_postgres(config):
        return  # of_configuration has said so
    if not of_machine.is_postgres(config) and not records.is_file():
        yield wrong(f"Banco de dados: {records} não existe.", NO_FILE)
        return
    open_to_read(config)
    try:
        db.connect(reuse_if_open=True)
        run("SELECT 1").fetchone()
    except (PeeweeException, sqlite3.Error):
        yield wrong("Banco de dados: não abre.", NO_POSTGRES if of_machine.is_postgres(config) else DAMAGED)
        return
    try:
        yield from _shape()
        yield from _of_postgres() if is_postgres() else _of_file(records)
    except (DatabaseError, OperationalError, sqlite3.DatabaseError):
        yield wrong("Banco de dados: está danificado, ou não é do WorkChat.", DAMAGED)


def _shape() -> Iterator[Finding]:
    tables = set(db.get_tables())
    if "settings" not in tables:
        yield look("Banco de dados: está vazio.", "Ele é preenchido ao abrir o WorkChat.")
        return
    waiting = [m.name for m in migrations.Runner(db.obj, DIRECTORY).status() if m.path and not m.applied]
    if "compatibility" in tables and (sentence := too_old()):
        yield wrong("Banco de dados:", sentence)
    elif waiting:
        yield look(
            "Banco de dados: falta atualizar.", "Isso acontece ao abrir o WorkChat, ou com python3 app.py migrate"
        )
    else:
        yield fine("Banco de dados: responde, e está em dia com este programa.")


def _of_file(records: Path) -> Iterator[Finding]:
    wal, until = records.with_name(f"{records.name}-wal"), time.monotonic() + PATIENCE
    db.connection().set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        whole = run("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        yield fine(f"{FILE}: lido inteiro, sem defeito.") if whole else wrong(f"{FILE}: está danificado.", DAMAGED)
    except (OperationalError, sqlite3.OperationalError):
        todo = "A cópia de cada noite lê o arquivo inteiro."
        yield look(f"{FILE}: é grande demais para ser lido em {PATIENCE:.0f} segundos.", todo)
    finally:
        db.connection().set_progress_handler(None, 0)
    yield rules.of_wal(wal.stat().st_size if wal.exists() else 0)


def _of_postgres() -> Iterator[Finding]:
    yield rules.of_clock("do Postgres", ahead())
    kinds = [program.kind for program in alive(clock())]
    most = int(run("SELECT current_setting('max_connections')").fetchone()[0])
    yield rules.of_connections(most, sum(CONNECTIONS.get(kind, 0) for kind in kinds))


def of_sealed(keys: Vault | None) -> Iterator[Finding]:
    closed, tried = closed_to(keys or Vault())
    if tried and keys:
        words = f"Chaves e banco de dados: {closed} de {tried} valores guardados não abrem."
        yield wrong(words, of_machine.CLOSED) if closed else fine("Chaves e banco de dados: combinam.")


def of_work(now: datetime) -> Iterator[Finding]:
    """Is somebody sending, and when was the last copy made?"""
    state = sender(now)
    yield rules.of_sender(state.alive, state.since)
    made = copies(now)
    since = User.select(fn.MIN(User.created_at)).scalar()
    yield rules.of_copies(made.good_at, made.error, since, now)


def of_numbers(keys: Vault | None) -> Iterator[Finding]:
    """Each number that is in use: can its token be opened, and does anything hold it back?"""
    for number in Number.select().order_by(Number.id):
        name = f"Número {number.name}:"
        if not number.active:
            yield look(f"{name} está desligado.", "Ligue em Configurações › Integrações, se quiser usar.")
        elif not _opens(number, keys or Vault()):
            yield wrong(
                f"{name} o token guardado não abre.",
                "Traga as chaves certas; se elas se perderam, cole o token e o segredo em Configurações › Integrações.",
            )
        elif number.stopped_at:
            yield wrong(f"{name} está parado. {number.stopped_why}", "Veja Configurações › Integrações.")
        else:
            yield fine(f"{name} {'simulador' if number.is_simulator else 'o token abre'}.")


def _opens(number: Number, keys: Vault) -> bool:
    try:
        return bool(keys.unseal(number.sealed_token, TOKEN))
    except CannotUnseal:
        return False
