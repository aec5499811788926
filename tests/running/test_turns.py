"""Of several workers one keeps the timetable; who dies is replaced, and what is due is done once."""

from datetime import datetime, timedelta

import pytest

from workchat.running import duty
from workchat.running.duty import LEASE, Turn
from workchat.running.models import Duty

NOW = datetime(2026, 3, 2, 15, 0)
SECOND = timedelta(seconds=1)


@pytest.fixture
def two(school) -> tuple[Turn, Turn]:
    return Turn("timetable"), Turn("timetable")


def test_the_first_one_keeps_it_and_the_other_waits(two):
    ours, theirs = two
    assert ours.renew(NOW) and ours.mine()
    assert not theirs.renew(NOW) and not theirs.mine()


def test_who_goes_on_signing_goes_on_keeping_it(two):
    ours, theirs = two
    for seconds in range(0, 300, 5):
        assert ours.renew(NOW + seconds * SECOND)
        assert not theirs.renew(NOW + seconds * SECOND)


def test_who_is_silent_for_longer_than_the_lease_is_replaced_and_does_not_get_it_back(two):
    ours, theirs = two
    ours.renew(NOW)
    assert not theirs.renew(NOW + LEASE - SECOND)
    assert theirs.renew(NOW + LEASE)
    assert not ours.renew(NOW + LEASE + SECOND) and not ours.mine()


def test_who_stops_gives_it_to_another_at_once(two):
    ours, theirs = two
    ours.renew(NOW)
    ours.give_back(NOW)
    assert not ours.mine() and theirs.renew(NOW)


def test_a_killed_one_on_this_machine_is_not_waited_for(two):
    ours, _ = two
    Duty.create(name="timetable", token=gone(ours.token), lease_until=NOW + LEASE)
    assert ours.renew(NOW + SECOND)


def gone(token: str) -> str:
    """The token of a process that ran here and ended: the same number, started at another time."""
    here, pid, _ = token.partition("/")[0].split(":")
    return f"{here}:{pid}:1/ended"


def test_one_on_another_machine_is_waited_for(two):
    ours, _ = two
    Duty.create(name="timetable", token="outro.4026:17:99/vivo", lease_until=NOW + LEASE)  # noqa: S106
    assert not ours.renew(NOW + SECOND)
    assert ours.renew(NOW + LEASE)


def test_a_lease_written_before_the_clock_went_back_holds_nobody_for_an_hour(two):
    ours, theirs = two
    ours.renew(NOW + timedelta(hours=1))
    assert theirs.renew(NOW)


def test_who_asked_the_time_and_then_had_to_wait_takes_no_turn_away(two):
    ours, theirs = two
    ours.renew(NOW + 20 * SECOND)
    assert not theirs.renew(NOW)
    assert ours.renew(NOW + 25 * SECOND)


def test_what_is_due_is_begun_once_over_all_workers(two):
    ours, theirs = two
    ours.renew(NOW)
    assert ours.begins("transfer", 15, NOW)
    assert not ours.begins("transfer", 15, NOW + 14 * SECOND)
    ours.give_back(NOW + 14 * SECOND)
    theirs.renew(NOW + 14 * SECOND)
    assert not theirs.begins("transfer", 15, NOW + 14 * SECOND)
    assert theirs.begins("transfer", 15, NOW + 15 * SECOND)


def test_who_lost_the_turn_begins_nothing_whatever_it_believes(two):
    ours, theirs = two
    ours.renew(NOW)
    theirs.renew(NOW + LEASE)
    assert ours.mine()  # it froze, and has not been told
    assert not ours.begins("transfer", 15, NOW + LEASE)
    assert theirs.begins("transfer", 15, NOW + LEASE)


def test_a_due_time_far_ahead_was_written_before_the_clock_went_back(two):
    ours, _ = two
    ours.renew(NOW + timedelta(hours=1))
    assert ours.begins("transfer", 15, NOW + timedelta(hours=1))
    ours.renew(NOW)
    assert ours.begins("transfer", 15, NOW)


def test_it_stops_beginning_things_before_the_lease_runs_out(two, monkeypatch):
    ours, _ = two
    at = 1000.0
    monkeypatch.setattr(duty, "steady", lambda: at)
    ours.renew(NOW)
    at += LEASE.total_seconds() - duty.MARGIN - 0.1
    assert ours.mine()
    at += 0.2
    assert not ours.mine()


def test_in_doubt_it_is_not_ours_until_it_is_renewed(two):
    ours, _ = two
    ours.renew(NOW)
    ours.doubt()
    assert not ours.mine()
    assert ours.renew(NOW + SECOND) and ours.mine()


def test_what_failed_is_due_again_after_a_minute_and_not_after_six_hours(two):
    ours, theirs = two
    ours.renew(NOW)
    assert ours.begins("templates", 6 * 3600, NOW) and ours.begins("transfer", 15, NOW)
    again = NOW + timedelta(minutes=1)
    theirs.failed("templates", NOW)  # not its turn: it changes nothing
    ours.failed("templates", again)
    ours.failed("transfer", again)
    assert not ours.begins("templates", 6 * 3600, again - SECOND)
    assert ours.begins("templates", 6 * 3600, again)
    assert ours.begins("transfer", 15, NOW + 15 * SECOND)  # it is due sooner anyway


def test_who_hangs_is_replaced_when_its_lease_ran_out_though_the_program_goes_on_signing(two, monkeypatch):
    ours, theirs = two
    at = 1000.0
    monkeypatch.setattr(duty, "steady", lambda: at)
    ours.goes_on()
    ours.renew(NOW)
    at += duty.HANGS["timetable"]
    assert ours.renew(NOW)  # the longest of its tasks lasts no longer
    at += 1
    theirs.goes_on()
    assert not ours.renew(NOW + SECOND) and not ours.mine()
    assert not theirs.renew(NOW + LEASE - SECOND)
    assert theirs.renew(NOW + LEASE) and theirs.begins("transfer", 15, NOW + LEASE)
    assert not ours.begins("transfer", 15, NOW + LEASE + timedelta(minutes=1))


def test_who_hung_and_goes_on_takes_the_turn_again_when_nobody_else_did(two, monkeypatch):
    ours, _ = two
    at = 1000.0
    monkeypatch.setattr(duty, "steady", lambda: at)
    ours.goes_on()
    at += duty.HANGS["timetable"] + 1
    assert not ours.renew(NOW)
    ours.goes_on()
    assert ours.renew(NOW) and ours.mine()
