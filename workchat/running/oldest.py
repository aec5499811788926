"""A program that is too old for the database refuses to run, in one clear sentence, instead of spoiling it."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import workchat
from workchat.db import db
from workchat.running.models import Compatibility, alive

NAMED = re.compile(r'^OLDEST = "([\d.]+)"', re.MULTILINE)
TOO_OLD = (
    "Este WorkChat é a versão {mine}, e o banco de dados já foi atualizado por um mais novo: ele pede a versão {oldest}"
    " ou mais nova. Atualize este programa e inicie de novo."
)
STILL_RUN = (
    "O banco de dados não foi atualizado: ainda está em uso um WorkChat antigo demais para a nova forma dele ({who}). "
    "Pare os programas com versão anterior à {oldest} e inicie de novo."
)


class CannotRun(Exception):
    """This program and this database, or another program, do not go together; the text is a sentence for people."""


def version(text: str) -> tuple[int, ...]:
    """0.10.2 comes after 0.9."""
    return tuple(int(part) for part in text.split("."))


def named_by(migrations: Iterable[Path]) -> str:
    """The oldest program that may run beside a database with all these migrations."""
    found = (NAMED.search(path.read_text()) for path in migrations)
    return max((match[1] for match in found if match), key=version, default="0")


def too_old() -> str:
    """A sentence when this program must not use this database any more; empty when it may."""
    row = Compatibility.get_or_none()
    if row is None or version(workchat.__version__) >= version(row.oldest):
        return ""
    return TOO_OLD.format(mine=workchat.__version__, oldest=row.oldest)


def look_before(pending: bool, oldest: str, now: datetime) -> None:
    """Before the database changes its shape.

    :raises CannotRun: this program is too old for it, or another one that runs now would be.
    """
    tables = set(db.get_tables())
    if "compatibility" in tables and (sentence := too_old()):
        raise CannotRun(sentence)
    if not pending or "program" not in tables:
        return
    old = [f"{row.host}, versão {row.version}" for row in alive(now) if version(row.version) < version(oldest)]
    if old:
        raise CannotRun(STILL_RUN.format(who="; ".join(old), oldest=oldest))


def keep_oldest(oldest: str) -> None:
    """After the migrations: what the database asks of programs from now on. It never becomes less."""
    row = Compatibility.get_or_none()
    if row is None:
        Compatibility.create(oldest=oldest)
    elif version(row.oldest) < version(oldest):
        Compatibility.update(oldest=oldest).execute()
