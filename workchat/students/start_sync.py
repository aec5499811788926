"""Students are to be read anew: from TOTVS, or from spreadsheets that somebody sent."""

from collections.abc import Iterable
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.db import db
from workchat.students.keep_rows import Row, seal_rows
from workchat.students.models import ASKING, CANCELLED, READING, RUNNING, UPLOADED, StudentSync
from workchat.students.sync_steps import NOTHING_KEPT, NotNow, tell

ONE_RUNS = "Já há uma sincronização em andamento. Espere ela terminar, ou cancele-a."
REPLACED = "Substituída por uma sincronização mais nova."

Numbered = Iterable[tuple[int, Row]]


def start_rm_sync(by: User | None, now: datetime) -> StudentSync:
    """Ask the worker to read TOTVS. `by` None: the night's timetable. One that still asks a person is replaced.

    :raises NotNow: one is running.
    """
    try:
        with db.atomic():
            if StudentSync.select().where(StudentSync.state.in_(RUNNING)).exists():
                raise NotNow(ONE_RUNS)
            replace_asking(now)
            row = StudentSync.create(source="rm", state=READING, started_by=by, created_at=now)
            tell(row, "Leitura do TOTVS", "pedida" if by else "começou sozinha", by, now)
    except IntegrityError:  # somebody asked at the same instant
        raise NotNow(ONE_RUNS) from None
    return row


def replace_asking(now: datetime) -> None:
    """A newer sync begins: what an older one asks is no question any more, and must not enter over this one."""
    gone = {"state": CANCELLED, "error": REPLACED, "finished_at": now, **NOTHING_KEPT}
    StudentSync.update(gone).where(StudentSync.state == ASKING).execute()


def start_file_sync(
    filenames: list[str], mapping: dict, students: Numbered, guardians: Numbered | None, by: User, now: datetime
) -> StudentSync:
    """Keep the rows of spreadsheets until a person has looked at them. `guardians` None: they say nothing of them."""
    rows = list(students)
    answering = None if guardians is None else list(guardians)
    with db.atomic():
        row = StudentSync.create(
            source="file", state=UPLOADED, filename="\n".join(filenames), mapping=mapping, started_by=by,
            created_at=now, sealed_students=seal_rows(rows), students_read=len(rows),
            sealed_guardians=None if answering is None else seal_rows(answering),
            guardians_read=None if answering is None else len(answering),
        )  # fmt: skip
        tell(row, "Planilha de alunos", "enviada", by, now)
    return row
