"""The worker's share of the syncs: what was read enters; what nobody decided is forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

from workchat.contacts.write_details import today
from workchat.db import db, run
from workchat.students.apply_sync import apply_sync
from workchat.students.models import APPLYING, ASKING, CANCELLED, UPLOADED, StudentSync
from workchat.students.sync_steps import LIGHT, NOTHING_KEPT, fail, is_due, step, sync_of, wait_for_retry
from workchat.totvs.models import RmConnection
from workchat.totvs.rules import next_try

WAITS = {UPLOADED: timedelta(hours=24), ASKING: timedelta(days=7)}
LINES_KEPT = timedelta(days=30)
STUCK = "Uma parte do que foi lido não pôde ser gravada."
GIVEN_UP = f"{STUCK} Tentar de novo não ajudou; o que entrou antes fica. Sincronize mais tarde."
FORGOTTEN = "Ninguém decidiu a tempo: o que foi lido foi apagado, e nada mudou."
FORGET = "DELETE FROM sync_line WHERE id IN (SELECT id FROM sync_line WHERE student_sync_id = ? LIMIT 1000)"


def apply_all_due(now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> None:
    """Let enter what was read, to the end: the worker has a thread for it. What cannot be written is tried again, later
    and later, and then ends in words: otherwise it would be read anew each second, and no night would come any more."""
    for row in list(StudentSync.select(*LIGHT).where(StudentSync.state == APPLYING, is_due(now))):
        try:
            apply_sync(row, RmConnection.current().area_code, today(now), now, may_go_on)
        except Exception:
            _put_off(sync_of(row.id), now)
            raise


def _put_off(row: StudentSync, now: datetime) -> None:
    wait = next_try(row.attempts + 1)
    if row.state != APPLYING:
        return
    if wait is None:
        fail(row, GIVEN_UP, now)
    else:
        wait_for_retry(row, STUCK, now + wait)


def clean_up_syncs(now: datetime) -> None:
    """Delete rows that nobody decided about, and after 30 days what the reports said."""
    for state, patience in WAITS.items():
        old = StudentSync.select(*LIGHT).where(StudentSync.state == state, StudentSync.created_at < now - patience)
        for row in list(old):
            step(row, (state,), state=CANCELLED, error=FORGOTTEN, finished_at=now, **NOTHING_KEPT)
    over = StudentSync.select(StudentSync.id).where(StudentSync.finished_at < now - LINES_KEPT)
    for row in list(over):
        more = 1
        while more:
            with db.atomic():
                more = run(FORGET, row.id).rowcount
