"""Two thousand students and their guardians, every trap, over real HTTP: the counts are right, whatever happens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.live import LiveSchool, fresh_postgres, living
from tests.processes import until
from tests.rm import HERE, connect
from workchat.accounts.models import User
from workchat.contacts.models import Contact
from workchat.db import run, utcnow
from workchat.demo.rm.expected import Expected
from workchat.demo.rm.school import invented_school
from workchat.demo.rm.server import FakeRm
from workchat.students.models import (
    APPLYING,
    ASKING,
    CANCELLED,
    DONE,
    READING,
    Enrolment,
    Relationship,
    Student,
    StudentSync,
    SyncLine,
)
from workchat.students.run_syncs import apply_all_due
from workchat.students.settle_sync import cancel_sync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of
from workchat.totvs.read_rm import read_all_due

STUDENTS = 2000
HOLDS = """SELECT s.ra, r.kind, c.phone_key FROM relationship r JOIN student s ON s.id = r.student_id
JOIN contact c ON c.id = r.contact_id WHERE r.ended_at IS NULL AND s.left_at IS NULL"""


@pytest.fixture
def rm() -> Iterator[FakeRm]:
    """TOTVS with everything that may go wrong and pass: tokens that expire, busy, cut, no licence, more columns."""
    with FakeRm(invented_school(STUDENTS)) as running:
        running.faults.expires_in, running.faults.more_columns = 0.2, True
        running.faults.licence_when_parallel = running.faults.zone_dates = running.faults.cr_entities = True
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def big_school(request, tmp_path) -> Iterator[LiveSchool]:
    if request.param == "sqlite":
        with living(tmp_path, with_worker=False) as school:
            yield near(school)
        return
    fresh = fresh_postgres(request.getfixturevalue("postgres_url"))
    with fresh as url, living(tmp_path, url, with_worker=False) as school:
        yield near(school)


def near(school: LiveSchool) -> LiveSchool:
    school.config = replace(school.config, private_hosts=(HERE,))
    return school


def sync(school: LiveSchool) -> StudentSync:
    """A whole sync; what may pass is tried again as the worker would, without waiting for the hour."""
    row, now = start_rm_sync(None, utcnow()), utcnow()
    while sync_of(row.id).state == READING:
        read_all_due(now, school.config)
        now += timedelta(minutes=6)
    apply_all_due(utcnow())
    return sync_of(row.id)


def there() -> tuple[set, int, int]:
    """(who answers for whom, students, enrolments) as the database has them now."""
    present = Student.select().where(Student.left_at.is_null()).count()
    return (
        set(map(tuple, run(HOLDS).fetchall())),
        present,
        Enrolment.select().where(Enrolment.ended_at.is_null()).count(),
    )


def expect(wanted: Expected) -> None:
    links, students, enrolments = there()
    assert links == wanted.links
    assert (students, enrolments) == (wanted.students, wanted.enrolments)
    doubled = run("SELECT COUNT(*) - COUNT(DISTINCT phone_key) FROM contact WHERE phone_key IS NOT NULL").fetchone()
    assert doubled[0] == 0


@pytest.mark.parametrize("transport", ["rest", "soap"])
def test_a_school_with_every_trap_day_after_day(big_school, rm, transport):
    connect(rm, transport=transport)
    rm.faults.busy_next, rm.faults.drop_next, rm.faults.cut_next, rm.faults.licence_next = 1, 1, 1, 1
    wanted = rm.school.expected
    first = sync(big_school)
    assert first.state == DONE
    assert (first.added, first.contacts_added, first.refused) == (STUDENTS, wanted.contacts, wanted.refused)
    expect(wanted)
    assert Contact.select().count() == wanted.contacts

    second = sync(big_school)
    assert (second.added, second.changed, second.gone, second.contacts_added, second.contacts_changed) == (0,) * 5
    assert second.refused == wanted.refused
    assert not SyncLine.select().where(SyncLine.student_sync == second, SyncLine.action == "changed").exists()

    day = rm.school.next_day()
    third = sync(big_school)
    assert (third.added, third.gone) == (len(day.joined), len(day.left))
    assert third.changed >= len({*day.moved, *day.phones})
    expect(rm.school.expected)


def test_the_school_that_goes_empty_or_loses_half_changes_nothing(big_school, rm):
    connect(rm)
    sync(big_school)
    before = there()
    rm.faults.empty = True
    assert sync(big_school).state == ASKING
    rm.faults.empty = False
    del rm.school.students[: STUDENTS * 6 // 10]
    lost = sync(big_school)
    assert (lost.state, there()) == (ASKING, before)
    assert lost.gone > STUDENTS / 2


def test_killed_while_reading_and_while_entering_and_resumed(big_school, rm):
    connect(rm)
    row, reached = start_rm_sync(None, utcnow()), []
    rm.faults.expires_in, rm.faults.licence_when_parallel = 300, False  # RM does not notice that nobody listens
    for moment in (
        lambda: rm.calls,
        lambda: sync_of(row.id).students_read,
        lambda: sync_of(row.id).position > 0,
        lambda: sync_of(row.id).position > STUDENTS * 0.3,
        lambda: sync_of(row.id).position > STUDENTS * 0.6,
    ):
        rm.faults.slow = 0.3 if len(reached) > 1 else 3  # TOTVS answers after the worker died
        worker = big_school.start("worker")
        until(moment)
        worker.kill()
        worker.wait()
        reached.append((sync_of(row.id).state, sync_of(row.id).position))
    assert [state for state, _ in reached[:2]] == [READING, READING]
    assert any(state == APPLYING and position < STUDENTS for state, position in reached[2:]), reached
    last = big_school.start("worker")
    until(lambda: sync_of(row.id).state == DONE)
    last.terminate()
    assert last.wait(60) == 0
    done, wanted = sync_of(row.id), rm.school.expected
    assert (done.added, done.contacts_added, done.refused) == (STUDENTS, wanted.contacts, wanted.refused)
    assert SyncLine.select().where(SyncLine.action == "new").count() == STUDENTS
    expect(wanted)


def test_cancelled_while_it_enters_keeps_what_entered_and_the_next_goes_on(big_school, rm):
    connect(rm)
    ana = User.create(name="Ana Prado", email="ana@escola.example", password_hash="x")
    row, slices = start_rm_sync(ana, utcnow()), iter(range(100))
    read_all_due(utcnow(), big_school.config)
    apply_all_due(utcnow(), lambda: next(slices) < 3)
    entered = sync_of(row.id).position
    assert 0 < entered < STUDENTS
    cancel_sync(row, ana, utcnow())
    apply_all_due(utcnow())
    assert sync_of(row.id).state == CANCELLED
    assert Student.select().count() == entered
    assert sync(big_school).added == STUDENTS - entered
    assert Relationship.select().where(Relationship.ended_at.is_null(False)).count() == 0
    expect(rm.school.expected)
