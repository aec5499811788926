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
# The report counts the remarks; the rest of the line is a contact by now, who may be corrected, joined or erased.
ENTERED = """DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE contact_import_id = ?
AND action <> 'refuse' AND reason = '' LIMIT 1000)"""
REMARKED = """UPDATE import_row SET name = '', wa_id = NULL, phone_key = NULL, birth_date = NULL, sealed_cpf = NULL,
cpf_fingerprint = NULL WHERE id IN (SELECT id FROM import_row WHERE contact_import_id = ?
AND action <> 'refuse' AND phone_key IS NOT NULL LIMIT 1000)"""
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
    """Delete files that nobody confirmed in 24 hours; what lines said: at once when cancelled, or when they entered.

    Of those that were refused it stays for 30 days, for the report.
    """
    old = ContactImport.select(*LIGHT).where(
        ContactImport.created_at < now - FILE_KEPT, ContactImport.state.in_(WAITING)
    )
    for row in list(old):
        step(row, WAITING, state=CANCELLED, error=FORGOTTEN, sealed_file=None, finished_at=now)
    done = ContactImport.select(ContactImport.id).where(ContactImport.state == DONE)
    for row in list(done):
        _in_slices(ENTERED, row.id)
        _in_slices(REMARKED, row.id)
    over = ContactImport.select(ContactImport.id).where(
        ContactImport.state.in_((CANCELLED, FAILED))
        | ((ContactImport.state == DONE) & (ContactImport.finished_at < now - ROWS_KEPT))
    )
    for row in list(over):
        _in_slices(FORGET, row.id)


def _in_slices(statement: str, import_id: int) -> None:
    more = 1
    while more:
        with db.atomic():
            more = run(statement, import_id).rowcount
        time.sleep(0.003 if more else 0)  # SQLite has one writer, and others wait for their turn
