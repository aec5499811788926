"""How many contacts are looked at in one go while the recipients are drawn: nobody else may wait long for it."""

from tests.desk import Desk
from tests.scheduled.sending import message, people, statuses
from workchat.scheduled.fan_out import FIRST_SLICE, LEAST, MOST, SLICE_SECONDS, draw_slices, fitting
from workchat.scheduled.models import SENDING


def test_a_slice_that_took_too_long_makes_the_next_one_smaller():
    assert fitting(2000, 4 * SLICE_SECONDS) == 500
    assert fitting(200, 60.0) == LEAST


def test_a_quick_slice_makes_the_next_one_larger_but_step_by_step():
    assert fitting(1000, 0.8 * SLICE_SECONDS) == 1250
    assert fitting(1000, 0.0) == 2000
    assert fitting(MOST, 0.0) == MOST


def test_everybody_is_drawn_once_over_many_slices(desk: Desk):
    people(desk, 3)
    row = message(desk, state=SENDING, started_at=desk.now)
    assert list(draw_slices(row, desk.now)) == [3]
    assert list(draw_slices(row, desk.now)) == []
    assert statuses(row) == {"queued": 3} and FIRST_SLICE >= LEAST
