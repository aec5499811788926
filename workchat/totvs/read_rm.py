"""The worker reads TOTVS for a sync: the students, then the guardians, and keeps each before it asks for the next.

Killed in the middle, the next pass goes on with what is missing. What may pass is tried again, later and later.
"""

from collections.abc import Callable
from datetime import datetime

from workchat.config import Config
from workchat.students.models import READING, StudentSync
from workchat.students.sync_steps import LIGHT, fail, is_due, keep_guardians, keep_students, sync_of, wait_for_retry
from workchat.totvs.lease import Lease, LeaseLost, take_lease
from workchat.totvs.models import RmConnection
from workchat.totvs.problems import UNREADABLE, RmProblem
from workchat.totvs.reader import Reader, reader_of
from workchat.totvs.rules import next_try
from workchat.totvs.whole import is_whole

NOT_ACTIVE = "A conexão com o TOTVS RM está desativada. Ative-a em Configurações › Integrações e sincronize de novo."
NOT_WHOLE = "Falta preencher a conexão com o TOTVS RM em Configurações › Integrações."


class Stopped(Exception):
    """The sync was cancelled, or the worker is to stop: nobody waits for this answer any more."""


def read_all_due(now: datetime, config: Config, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Read for the sync that waits for it, unless a worker reads already. True: something was asked of TOTVS.

    `stopping` is asked twice a second: a server that shuts down leaves the sync for its next start.
    """
    lease = take_lease(now) if _due(now) else None
    if lease is None:
        return False
    try:
        row = _due(lease.time)  # as it is now that nobody else reads: it may have ended, or wait for its next try
        return bool(row) and _read(row, config, lease, stopping)
    finally:
        lease.give_back()


def _due(now: datetime) -> StudentSync | None:
    return StudentSync.select(*LIGHT).where(StudentSync.state == READING, is_due(now)).order_by(StudentSync.id).first()


def _read(row: StudentSync, config: Config, lease: Lease, stopping: Callable[[], bool]) -> bool:
    connection = RmConnection.current()
    if not connection.active or not is_whole(connection):
        fail(row, NOT_WHOLE if connection.active else NOT_ACTIVE, lease.time)
        return False

    def meanwhile() -> None:
        lease.live()
        if stopping() or sync_of(row.id).state != READING:
            raise Stopped

    try:
        _ask(row, reader_of(connection, config, meanwhile), lease, meanwhile)
    except RmProblem as problem:
        _put_off(row, problem, lease.time)
    except (Stopped, LeaseLost):
        pass
    except Exception:  # of ours: the next try must not come at once, each takes a licence away
        _put_off(row, RmProblem(UNREADABLE, passing=True), lease.time)
        raise
    return True


def _ask(row: StudentSync, reader: Reader, lease: Lease, meanwhile: Callable[[], None]) -> None:
    if row.students_read is None:
        lease.keep()
        meanwhile()
        keep_students(row, reader.students(), lease.time)
    lease.keep()
    meanwhile()
    keep_guardians(row, reader.guardians(), lease.time)


def _put_off(row: StudentSync, problem: RmProblem, now: datetime) -> None:
    """Wait for the next try, or end with the reason in words."""
    wait = next_try(row.attempts + 1) if problem.passing else None
    if wait is None:
        fail(row, problem.words, now)
    else:
        wait_for_retry(row, problem.words, now + wait)
