"""The steps of a sync: what was read is kept, and each step is taken by one, however many try."""

from collections.abc import Iterable
from datetime import datetime

from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.db import run
from workchat.students.keep_rows import Row, seal_rows
from workchat.students.models import APPLYING, FAILED, READING, RUNNING, StudentSync
from workchat.totvs.rules import TRIES_AFTER

PAGE = 20
# Everything but the rows: a page that asks how far it is must not carry megabytes.
LIGHT = [field for field in StudentSync._meta.sorted_fields if not field.name.startswith("sealed_")]
ROWS = "SELECT sealed_students, sealed_guardians FROM student_sync WHERE id = ?"
MOVE = """UPDATE student_sync SET position = ?, attempts = 0, retry_at = NULL, error = ''
WHERE id = ? AND state = 'applying' AND position = ?"""
NOTHING_KEPT = {"sealed_students": None, "sealed_guardians": None}


class NotNow(Exception):
    """The sync is at another step by now, or another one runs. The text says so, for the page."""


def sync_of(sync_id: int) -> StudentSync | None:
    """The sync without its rows."""
    return StudentSync.select(*LIGHT).where(StudentSync.id == sync_id).first()


def running_sync() -> StudentSync | None:
    return StudentSync.select(*LIGHT).where(StudentSync.state.in_(RUNNING)).first()


def newest_syncs(before: int = 0) -> tuple[list[StudentSync], int]:
    """Twenty, newest first, and the id before which the next begin; 0 when these are the last."""
    query = StudentSync.select(*LIGHT, User).join(User, JOIN.LEFT_OUTER).order_by(StudentSync.id.desc())
    rows = list((query.where(StudentSync.id < before) if before else query).limit(PAGE + 1))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def sealed_rows(row: StudentSync) -> tuple[bytes | None, bytes | None]:
    """(students, guardians) as they were read; None for what was not."""
    found = run(ROWS, row.id).fetchone() or (None, None)
    return tuple(bytes(sealed) if sealed is not None else None for sealed in found)


def keep_students(row: StudentSync, rows: Iterable[Row], now: datetime) -> bool:
    """TOTVS answered with the students. False: the sync was cancelled meanwhile."""
    numbered = list(enumerate(rows, 1))
    kept = {"sealed_students": seal_rows(numbered), "students_read": len(numbered)}
    return step(row, (READING,), **kept, attempts=0, retry_at=None, error="")


def keep_guardians(row: StudentSync, rows: Iterable[Row], now: datetime) -> bool:
    """TOTVS answered with the guardians: everything is here, and from now on it enters."""
    numbered = list(enumerate(rows, 1))
    kept = {"sealed_guardians": seal_rows(numbered), "guardians_read": len(numbered)}
    return step(row, (READING,), **kept, state=APPLYING, attempts=0, retry_at=None, error="")


def is_due(now: datetime):
    """The syncs that need not wait. Nobody waits longer than the longest wait: then the clock was set back."""
    retry_at = StudentSync.retry_at
    return retry_at.is_null() | (retry_at <= now) | (retry_at > now + max(TRIES_AFTER))


def wait_for_retry(row: StudentSync, words: str, retry_at: datetime) -> bool:
    """What went wrong may pass: the same step is tried again then."""
    return step(row, (row.state,), error=words, retry_at=retry_at, attempts=row.attempts + 1)


def fail(row: StudentSync, words: str, now: datetime) -> bool:
    """It ends here, with the reason in words; what entered before stays."""
    return step(row, RUNNING, state=FAILED, error=words, finished_at=now, **NOTHING_KEPT)


def step(row: StudentSync, before: tuple[str, ...], **columns: object) -> bool:
    """Write the columns if the sync is at one of the steps `before`; False when somebody was faster."""
    moved = StudentSync.update(**columns).where(StudentSync.id == row.id, StudentSync.state.in_(before)).execute()
    if moved:
        for name, value in columns.items():
            setattr(row, name, value)
    return bool(moved)


def advance(row: StudentSync, position: int) -> bool:
    """Move on, inside the caller's transaction: of two workers with the same slice only one may write it."""
    moved = run(MOVE, position, row.id, row.position).rowcount == 1
    row.position = position if moved else row.position
    return moved


def tell(row: StudentSync, field: str, after: str, by: User | None, now: datetime) -> None:
    """The history: who did what with which sync. Nobody's name or number of those in it."""
    AuditEntry.create(at=now, user=by, area="students", subject=f"Sincronização {row.id}", field=field, after=after)
