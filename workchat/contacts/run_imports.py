"""The worker's share of the imports: to check and to let in, a little at a time; and to forget what is over."""

import time
from datetime import datetime, timedelta

from workchat.contacts.apply_import import apply_import
from workchat.contacts.check_import import FORGET, check_import
from workchat.contacts.import_steps import CANCELLED, CHECKING, DONE, FAILED, IMPORTING, LIGHT, WAITING, step
from workchat.contacts.models import ContactImport
from workchat.contacts.write_details import today
from workchat.db import db, run

TURN = 2.0  # seconds of work in one call: a transfer that falls due waits no longer
FILE_KEPT, ROWS_KEPT = timedelta(hours=24), timedelta(days=30)
FORGOTTEN = "Ninguém confirmou esta importação em 24 horas: a planilha foi apagada."


def check_and_import_all_due(now: datetime, seconds: float = TURN) -> float:
    """Go on with every import that is being checked or entering, oldest first, for about so many seconds.

    Returns the longest time, in seconds, that a slice held the database.
    """
    until, longest = time.monotonic() + seconds, 0.0

    def may_go_on() -> bool:
        return time.monotonic() < until

    due = ContactImport.select(*LIGHT).where(ContactImport.state.in_((CHECKING, IMPORTING))).order_by(ContactImport.id)
    for row in list(due):
        go_on = check_import if row.state == CHECKING else apply_import
        longest = max(longest, go_on(row, today(now), now, may_go_on))
        if not may_go_on():
            break
    return longest


def clean_up_imports(now: datetime) -> None:
    """Delete files that nobody confirmed in 24 hours, and what lines said: at once when cancelled, else in 30 days."""
    old = ContactImport.select(*LIGHT).where(
        ContactImport.created_at < now - FILE_KEPT, ContactImport.state.in_(WAITING)
    )
    for row in list(old):
        step(row, WAITING, state=CANCELLED, error=FORGOTTEN, sealed_file=None, finished_at=now)
    over = ContactImport.select(ContactImport.id).where(
        ContactImport.state.in_((CANCELLED, FAILED))
        | ((ContactImport.state == DONE) & (ContactImport.finished_at < now - ROWS_KEPT))
    )
    for row in list(over):
        while _forget_some(row.id):
            time.sleep(0.003)  # SQLite has one writer, and others wait for their turn


def _forget_some(import_id: int) -> int:
    with db.atomic():
        return run(FORGET, import_id).rowcount
