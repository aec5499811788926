"""A whole school with every trap of TOTVS is read and entered: the counts are those of how the school was made."""

from collections import Counter

import pytest

from tests.cast import NOW
from tests.rm import connect
from workchat.config import Config
from workchat.contacts.models import Contact
from workchat.demo.rm.expected import Expected
from workchat.demo.rm.school import invented_school
from workchat.demo.rm.server import FakeRm
from workchat.students.models import DONE, Enrolment, Relationship, SchoolClass, Student, StudentSync
from workchat.students.run_syncs import apply_all_due
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of
from workchat.totvs.models import REST, SOAP
from workchat.totvs.read_rm import read_all_due


def sync(config: Config) -> StudentSync:
    row = start_rm_sync(None, NOW)
    read_all_due(NOW, config)
    apply_all_due(NOW)
    row = sync_of(row.id)
    assert (row.state, row.error) == (DONE, "")
    return row


def links() -> set[tuple[str, str, str]]:
    """(RA, relation, phone) of the students who are here."""
    rows = Relationship.select(Student.ra, Relationship.kind, Contact.wa_id).join(Student).switch().join(Contact)
    return set(rows.where(Relationship.ended_at.is_null(), Student.left_at.is_null()).tuples())


def assert_right(row: StudentSync, right: Expected) -> None:
    assert Student.select().where(Student.left_at.is_null()).count() == right.students
    assert links() == right.links
    assert Counter(kind for _, kind, _ in links()) == right.relationships
    assert row.refused == right.refused


def nothing_new(row: StudentSync) -> bool:
    return (row.added, row.changed, row.gone, row.contacts_added, row.contacts_changed) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("transport", [REST, SOAP])
@pytest.mark.parametrize("area_code", ["", "11"])
def test_every_trap_is_read_rightly_and_the_next_days_too(cast, rm, near_rm, transport, area_code):
    connect(rm, transport=transport, area_code=area_code)
    first = sync(near_rm)
    assert_right(first, rm.school.expected_with(area_code))
    assert first.added == rm.school.expected.students
    assert SchoolClass.select().count() == rm.school.expected.classes
    assert nothing_new(sync(near_rm))
    for _ in range(3):
        day = rm.school.next_day()
        row = sync(near_rm)
        assert_right(row, rm.school.expected_with(area_code))
        assert (row.added, row.gone) == (len(day.joined), len(day.left))
    ended = Enrolment.select().join(Student).where(Student.ra.in_(day.moved), Enrolment.is_active)
    assert ended.where(Enrolment.ended_at.is_null()).count() == len(day.moved)


def test_odd_dates_and_columns_that_nobody_asked_for_change_nothing(cast, rm, near_rm):
    connect(rm)
    sync(near_rm)
    rm.faults.more_columns = rm.faults.zone_dates = True
    row = sync(near_rm)
    assert_right(row, rm.school.expected)
    assert nothing_new(row)


def test_a_school_of_two_thousand_comes_in_whole(cast, near_rm):
    with FakeRm(invented_school(2000, 3500)) as rm:
        connect(rm, area_code="11")
        assert_right(sync(near_rm), rm.school.expected_with("11"))
        assert nothing_new(sync(near_rm))
