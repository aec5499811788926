"""The worker reads TOTVS for a sync: what was read is kept, what may pass is tried again, one who cancels is heard."""

from datetime import datetime, timedelta

import pytest

from tests.cast import NOW
from tests.rm import connect, near_rm, rm
from workchat.students.keep_rows import open_rows
from workchat.students.models import APPLYING, CANCELLED, FAILED, READING, StudentSync
from workchat.students.settle_sync import cancel_sync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sealed_rows, sync_of
from workchat.totvs.lease import take_lease
from workchat.totvs.models import RmConnection
from workchat.totvs.read_rm import read_all_due
from workchat.totvs.whole import what_is_missing
from workchat.vault import new_keys, vault

__all__ = ["near_rm", "rm"]
STUDENTS, GUARDIANS = "WORKCHAT.ALUNOS", "WORKCHAT.RESP"


@pytest.fixture
def sync(cast, rm) -> StudentSync:
    """Ana pressed Sincronizar agora."""
    connect(rm)
    return start_rm_sync(cast.ana, NOW)


def asked(rm) -> list[str]:
    return [call.sentence for call in rm.calls if call.sentence]


def after(moment: datetime, seconds: float) -> bool:
    """Whether a time is so many seconds after NOW, give or take what the reading itself took."""
    return timedelta(seconds=seconds) <= moment - NOW < timedelta(seconds=seconds + 5)


def test_students_and_guardians_are_read_once_and_enter(sync, rm, near_rm):
    assert read_all_due(NOW, near_rm)
    row = sync_of(sync.id)
    assert (row.state, row.students_read, row.guardians_read) == (
        APPLYING, len(rm.school.students), len(rm.school.guardians),
    )  # fmt: skip
    assert asked(rm) == [STUDENTS, GUARDIANS]
    students, guardians = map(list, map(open_rows, sealed_rows(row)))
    assert students[0][0] == 1 and students[0][1]["RA"] == rm.school.students[0]["RA"]
    assert guardians[-1][1]["NOME"] == rm.school.guardians[-1]["NOME"].strip()


def test_nothing_is_asked_when_nobody_waits(cast, rm, near_rm):
    connect(rm)
    assert not read_all_due(NOW, near_rm)
    assert rm.calls == []


def test_the_next_reading_need_not_wait_for_the_last_one_s_lease(sync, near_rm):
    read_all_due(NOW, near_rm)
    assert take_lease(NOW)


def test_while_another_worker_reads_nothing_is_asked(sync, rm, near_rm):
    other = take_lease(NOW)
    assert not read_all_due(NOW, near_rm)
    assert rm.calls == []
    other.give_back()
    assert read_all_due(NOW, near_rm)


def test_what_may_pass_is_tried_again_ten_seconds_later(sync, rm, near_rm):
    rm.faults.busy_next = 1
    read_all_due(NOW, near_rm)
    row = sync_of(sync.id)
    assert (row.state, row.attempts) == (READING, 1)
    assert "ocupado" in row.error
    assert after(row.retry_at, 10)
    calls = len(rm.calls)
    assert not read_all_due(NOW + timedelta(seconds=9), near_rm)
    assert len(rm.calls) == calls
    assert read_all_due(NOW + timedelta(seconds=16), near_rm)
    assert (sync_of(sync.id).state, sync_of(sync.id).error) == (APPLYING, "")


def test_a_clock_that_was_set_back_makes_no_try_wait_for_hours(sync, rm, near_rm):
    rm.faults.busy_next = 1
    read_all_due(NOW, near_rm)
    before = NOW - timedelta(hours=3)
    read_all_due(before, near_rm)  # the last reading may still be under way, as far as the lease knows
    assert read_all_due(before + timedelta(seconds=61), near_rm)
    assert sync_of(sync.id).state == APPLYING


def test_tries_come_later_and_later_and_then_it_ends_with_words(sync, rm, near_rm):
    rm.faults.licence_next = 99
    now, waits = NOW, []
    for _ in range(4):
        read_all_due(now, near_rm)
        row = sync_of(sync.id)
        waits.append(round((row.retry_at - now).total_seconds(), -1))
        now = row.retry_at + timedelta(seconds=1)
    assert waits == [10, 30, 120, 300]
    read_all_due(now, near_rm)
    assert sync_of(sync.id).state == FAILED
    assert "licença" in sync_of(sync.id).error
    assert asked(rm) == [STUDENTS] * 5


def test_a_missing_sentence_does_not_pass_by_itself(sync, rm, near_rm):
    rm.faults.missing = {GUARDIANS}
    read_all_due(NOW, near_rm)
    assert sync_of(sync.id).state == FAILED
    assert "responsáveis (WORKCHAT.RESP)" in sync_of(sync.id).error


def test_students_stay_read_while_the_guardians_are_tried_again(sync, rm, near_rm):
    def broken_behind_the_students() -> bool:
        rm.faults.drop_next = 1 if STUDENTS in asked(rm) else 0
        return False

    read_all_due(NOW, near_rm, broken_behind_the_students)
    row = sync_of(sync.id)
    assert (row.students_read, row.guardians_read) == (len(rm.school.students), None)
    rm.faults.drop_next = 0
    read_all_due(row.retry_at, near_rm)
    assert asked(rm).count(STUDENTS) == 1
    assert sync_of(sync.id).state == APPLYING


def test_no_rows_at_all_go_on_to_be_weighed_before_anything_changes(sync, rm, near_rm):
    rm.faults.empty = True
    read_all_due(NOW, near_rm)
    row = sync_of(sync.id)
    assert (row.state, row.students_read, row.guardians_read) == (APPLYING, 0, 0)


def test_one_who_cancels_while_rm_thinks_is_heard_at_once(sync, rm, near_rm, cast):
    rm.faults.slow = 60

    def cancels_while_it_waits() -> bool:
        if asked(rm) and sync_of(sync.id).state == READING:
            cancel_sync(sync_of(sync.id), cast.ana, NOW)
        return False

    assert read_all_due(NOW, near_rm, cancels_while_it_waits)
    assert sync_of(sync.id).state == CANCELLED
    assert asked(rm) == [STUDENTS]
    assert take_lease(NOW)


def test_a_server_that_shuts_down_leaves_the_sync_for_its_next_start(sync, rm, near_rm):
    rm.faults.slow = 60
    read_all_due(NOW, near_rm, lambda: bool(asked(rm)))
    row = sync_of(sync.id)
    assert (row.state, row.attempts, row.error) == (READING, 0, "")
    rm.faults.slow = 0
    read_all_due(NOW, near_rm)
    assert sync_of(sync.id).state == APPLYING


def test_who_lost_the_lease_asks_nothing_more(sync, rm, near_rm):
    def silent_for_too_long() -> bool:
        RmConnection.update(busy_token="another").execute()
        return False

    read_all_due(NOW, near_rm, silent_for_too_long)
    assert asked(rm) == [STUDENTS]
    assert sync_of(sync.id).state == READING
    assert RmConnection.current().busy_token == "another"


def test_a_connection_that_was_switched_off_says_so(sync, rm, near_rm):
    RmConnection.update(active=False).execute()
    assert not read_all_due(NOW, near_rm)
    assert "desativada" in sync_of(sync.id).error
    assert rm.calls == []


def test_a_connection_that_lacks_something_says_so(sync, rm, near_rm):
    RmConnection.update(period="", filial=None).execute()
    assert not read_all_due(NOW, near_rm)
    assert sync_of(sync.id).state == FAILED
    assert what_is_missing(RmConnection.current()) == ["Filial", "Período letivo"]


def test_a_password_whose_key_is_gone_says_so(sync, rm, near_rm):
    kept = dict(vault.__dict__)
    vault.open(new_keys())
    try:
        read_all_due(NOW, near_rm)
    finally:
        vault.__dict__.update(kept)
    assert sync_of(sync.id).state == FAILED
    assert "chave" in sync_of(sync.id).error
    assert rm.calls == []
