"""Testar conexão is asked for on the page, and done by the worker, which alone calls TOTVS: one reading at a time."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.config import Config
from workchat.db import db
from workchat.totvs.check import Step, check
from workchat.totvs.lease import Lease, LeaseLost, take_lease
from workchat.totvs.models import RmConnection
from workchat.totvs.problems import UNREADABLE, WORDS, RmProblem
from workchat.totvs.reader import reader_of
from workchat.totvs.whole import what_is_missing

ASKED, RUNNING, DONE = "asked", "running", "done"
AREA = "integrations"


class Stopped(Exception):
    """The worker is to stop: the test waits for its next start."""


def ask_for_test(by: User, now: datetime) -> None:
    """The worker will test the connection as it is saved. A second press while it waits or runs changes nothing."""
    with db.atomic():
        row = RmConnection.current()
        waits = RmConnection.test_state.in_((ASKED, RUNNING))
        asked = RmConnection.update(test_state=ASKED, test_steps=None).where(RmConnection.id == row.id, ~waits)
        if asked.execute():
            record_change(by, "TOTVS RM", "Testar conexão", "", "pedido", now, AREA)


def try_all_due(now: datetime, config: Config, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Test the connection when somebody asked for it and no worker reads. True: TOTVS was asked.

    A test that was running when its worker was killed begins again.
    """
    row = RmConnection.current()
    lease = take_lease(now) if row.test_state in (ASKED, RUNNING) else None
    if lease is None:
        return False
    try:
        return _test(RmConnection.current(), config, lease, stopping)
    finally:
        lease.give_back()


def _test(row: RmConnection, config: Config, lease: Lease, stopping: Callable[[], bool]) -> bool:
    if row.test_state not in (ASKED, RUNNING):  # another worker did it
        return False
    _write(row, test_state=RUNNING)

    def meanwhile() -> None:
        lease.live()
        if stopping():
            raise Stopped

    try:
        steps = _steps(row, config, meanwhile)
    except (Stopped, LeaseLost):
        return True
    except Exception:
        _write(row, test_state=DONE, test_steps=[asdict(Step(False, WORDS[UNREADABLE]))], tested_at=lease.time)
        raise
    _write(row, test_state=DONE, test_steps=[asdict(step) for step in steps], tested_at=lease.time)
    return True


def _steps(row: RmConnection, config: Config, meanwhile: Callable[[], None]) -> list[Step]:
    if missing := what_is_missing(row):
        return [Step(False, f"Falta preencher: {', '.join(missing)}.")]
    try:
        return check(reader_of(row, config, meanwhile))
    except RmProblem as problem:
        return [Step(False, problem.words)]


def _write(row: RmConnection, **columns: object) -> None:
    """Unless the connection was saved meanwhile: what this test says is not about the new one."""
    same = RmConnection.version == row.version
    RmConnection.update(**columns).where(RmConnection.id == row.id, same).execute()
