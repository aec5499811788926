"""The clock of the school's machine is set forward or back: the pause between two scheduled messages holds."""

from datetime import timedelta

import pytest

from tests.desk import Desk
from tests.scheduled.sending import message, people, play, work
from workchat.outbox.claim import mend_lanes_after_the_clock_went_back
from workchat.scheduled.deliver import ScheduledDeliverer


def test_a_clock_set_forward_sends_nothing_sooner(desk: Desk):
    people(desk, 3)
    message(desk)
    work(desk)
    deliverer = ScheduledDeliverer(lambda _number: desk.cloud, now=lambda: desk.now)
    assert deliverer.deliver_next()
    desk.later(hours=1)
    work(desk)
    assert not deliverer.deliver_next()
    assert len(desk.cloud.bodies) == 1


def test_a_clock_set_forward_during_a_call_sends_nothing_beside_it(desk: Desk):
    """By that clock the turn is over; the message is still on its way."""
    people(desk, 3)
    message(desk)
    work(desk)
    deliverer = ScheduledDeliverer(lambda _number: desk.cloud, now=lambda: desk.now)
    under_way = deliverer.take()
    desk.later(hours=1)
    assert under_way and deliverer.take() is None


def test_a_clock_set_back_stops_nothing_for_an_hour(desk: Desk):
    people(desk, 2)
    message(desk)
    play(desk, 10)
    desk.later(hours=-1)
    assert mend_lanes_after_the_clock_went_back(desk.now) == 1
    assert mend_lanes_after_the_clock_went_back(desk.now) == 0
    assert play(desk, 90) == []  # the longest that somebody may still hold the lane, and the pause
    assert len(play(desk, 5)) == 1


def test_a_lane_that_rests_in_the_quiet_hours_looks_again_although_the_clock_was_set_back(desk: Desk):
    desk.set(weekday_from="10:05")
    people(desk, 1)
    message(desk)
    assert play(desk, 5) == []
    desk.later(hours=-1)
    mend_lanes_after_the_clock_went_back(desk.now)
    desk.set(weekday_from="08:00")
    assert len(play(desk, 5)) == 1


def test_lanes_at_work_are_left_alone(desk: Desk):
    people(desk, 2)
    message(desk)
    work(desk)
    deliverer = ScheduledDeliverer(lambda _number: desk.cloud, now=lambda: desk.now)
    deliverer.deliver_next()
    desk.later(seconds=-5)
    assert mend_lanes_after_the_clock_went_back(desk.now) == 0


def test_it_wakes_up_when_the_next_one_is_due_and_not_later(desk: Desk):
    people(desk, 2)
    message(desk)
    work(desk)
    now = [desk.now]
    deliverer = ScheduledDeliverer(lambda _number: desk.cloud, now=lambda: now[0])
    deliverer.deliver_next()
    now[0] += timedelta(seconds=29, milliseconds=900)
    assert not deliverer.deliver_next()
    assert deliverer.wait_seconds(0.25) == pytest.approx(0.1, abs=0.05)
