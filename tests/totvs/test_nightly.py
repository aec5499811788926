"""The night's reading begins once a day at the school's hour, however many workers there are."""

from datetime import date, datetime, timedelta

import pytest

from tests.rm import connect, rm
from workchat.accounts.models import AuditEntry
from workchat.students.models import ASKING, CANCELLED, READING, StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of
from workchat.totvs.models import RmConnection
from workchat.totvs.nightly import start_nightly_all_due

__all__ = ["rm"]
TWO = datetime(2026, 11, 24, 5, 0)  # 2:00 in São Paulo
DAY = date(2026, 11, 24)


@pytest.fixture
def nightly(cast, rm) -> RmConnection:
    return connect(rm, nightly_at="02:00", last_nightly_on=DAY - timedelta(days=1))


def syncs() -> list[str]:
    return [row.state for row in StudentSync.select(StudentSync.state).order_by(StudentSync.id)]


def went_well(at: datetime, source: str = "rm", state: str = "done") -> None:
    StudentSync.create(source=source, state=state, created_at=at, finished_at=at)


def test_it_begins_when_the_hour_has_come(nightly):
    assert not start_nightly_all_due(TWO - timedelta(seconds=1))
    assert start_nightly_all_due(TWO)
    (row,) = StudentSync.select()
    assert (row.source, row.state, row.started_by) == ("rm", READING, None)
    assert AuditEntry.get(AuditEntry.area == "students").user is None


def test_it_begins_once_a_day(nightly):
    assert start_nightly_all_due(TWO)
    StudentSync.update(state="done").execute()
    assert not start_nightly_all_due(TWO + timedelta(hours=1))
    assert start_nightly_all_due(TWO + timedelta(days=1))
    assert syncs() == ["done", READING]


def test_a_night_that_came_by_a_wrong_clock_ends_no_others(nightly):
    """The server started with the year 2030, and then learned what day it is."""
    RmConnection.update(last_nightly_on=date(2030, 1, 1)).execute()
    assert start_nightly_all_due(TWO)
    StudentSync.update(state="done").execute()
    assert not start_nightly_all_due(TWO + timedelta(minutes=1))


def test_another_hour_on_the_same_day_brings_no_second_night(nightly):
    assert start_nightly_all_due(TWO)
    StudentSync.update(state="done").execute()
    RmConnection.update(nightly_at="23:00").execute()
    assert not start_nightly_all_due(TWO + timedelta(minutes=30))  # yesterday's 23:00 is three hours ago
    assert not start_nightly_all_due(TWO + timedelta(hours=21))
    assert start_nightly_all_due(TWO + timedelta(hours=45))


def test_a_missed_night_is_made_up_for_within_six_hours(nightly):
    went_well(TWO - timedelta(days=1))
    assert not start_nightly_all_due(TWO + timedelta(hours=6))
    assert start_nightly_all_due(TWO + timedelta(hours=5, minutes=59))


def test_where_the_computer_is_off_at_night_students_are_read_by_day_before_they_are_two_days_old(nightly):
    went_well(TWO - timedelta(days=1))
    tomorrow = TWO + timedelta(days=1, hours=6, minutes=30)  # 8:30
    assert not start_nightly_all_due(TWO + timedelta(hours=6, minutes=30))
    assert start_nightly_all_due(tomorrow)
    StudentSync.update(state="failed").where(StudentSync.state == READING).execute()
    assert not start_nightly_all_due(tomorrow + timedelta(hours=4))  # by day, too, once a day


@pytest.mark.parametrize("newest", [{"state": "failed"}, {"state": "cancelled"}, {"source": "file"}])
def test_what_did_not_bring_students_from_totvs_makes_no_night_good(nightly, newest):
    went_well(TWO - timedelta(hours=12), **newest)
    assert start_nightly_all_due(TWO + timedelta(hours=6, minutes=30))


def test_while_another_sync_runs_it_waits_for_its_end(nightly, cast):
    row = start_rm_sync(cast.ana, TWO - timedelta(minutes=1))
    assert not start_nightly_all_due(TWO)
    assert RmConnection.current().last_nightly_on == DAY - timedelta(days=1)
    StudentSync.update(state="done").where(StudentSync.id == row.id).execute()
    assert start_nightly_all_due(TWO + timedelta(minutes=10))


def test_one_that_still_asks_a_person_is_replaced(nightly, cast):
    row = start_rm_sync(cast.ana, TWO - timedelta(days=1))
    StudentSync.update(state=ASKING).where(StudentSync.id == row.id).execute()
    assert start_nightly_all_due(TWO)
    assert sync_of(row.id).state == CANCELLED


@pytest.mark.parametrize("lacks", [
    {"active": False}, {"nightly_at": ""}, {"period": ""}, {"sealed_password": None}, {"coligada": None},
    {"rest_url": ""}, {"transport": "soap", "soap_url": ""},
])  # fmt: skip
def test_a_connection_that_is_off_or_lacks_something_has_no_nights(nightly, lacks):
    RmConnection.update(**lacks).execute()
    assert not start_nightly_all_due(TWO)
    assert syncs() == []


def test_the_hour_is_that_of_the_school_s_wall_clock(nightly, cast):
    cast.settings.timezone = "America/Rio_Branco"  # two hours behind São Paulo
    cast.settings.save()
    assert not start_nightly_all_due(TWO + timedelta(minutes=119))
    assert start_nightly_all_due(TWO + timedelta(hours=2))
