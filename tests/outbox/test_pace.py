"""How fast scheduled messages leave: the gap never shrinks, and no 24 hours see more people than allowed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW
from workchat.outbox.pace import DAY, RAMP, Limit, Pace, allowance, counted, gap, release_at

paces = st.builds(
    Pace,
    interval=st.integers(2, 3600),
    variation_percent=st.integers(0, 200),
    pause_every=st.integers(0, 30),
    pause_seconds=st.integers(0, 3600),
)


@given(paces, st.integers(1, 100), st.floats(0, 1))
def test_chance_only_lengthens_the_gap(pace, since_pause, draw):
    whole = gap(pace, since_pause, draw)
    assert whole >= gap(pace, since_pause, 0.0) >= timedelta(seconds=pace.interval)
    longest = max(pace.interval * (1 + pace.variation_percent / 100), pace.pause_seconds)
    assert whole <= timedelta(seconds=longest) + timedelta(microseconds=1)


@given(paces)
def test_the_longer_pause_comes_after_each_so_many_messages(pace):
    since, pauses = 0, []
    for sent in range(1, 100):
        since = counted(pace, since)
        if gap(pace, since, 0.0) > gap(Pace(pace.interval), since, 0.0):
            pauses.append(sent)
    longer = pace.pause_every and pace.pause_seconds > pace.interval
    assert pauses == (list(range(pace.pause_every, 100, pace.pause_every)) if longer else [])


def test_fewer_messages_between_pauses_act_at_once():
    assert gap(Pace(30, pause_every=5, pause_seconds=60), since_pause=17, draw=0.0) == timedelta(seconds=60)
    assert counted(Pace(30, pause_every=5, pause_seconds=60), since_pause=17) == 1


@pytest.mark.parametrize(
    ("cap", "ramps", "days", "people"),
    [
        (250, True, None, 30),
        (250, True, 0, 30),
        (250, True, 1, 50),
        (250, True, 5, 200),
        (250, True, 6, 250),
        (100, True, 3, 100),
        (20, True, 0, 20),
        (250, False, None, 250),
        (250, True, -1, 30),
    ],
)
def test_a_gradual_beginning_grows_day_by_day_up_to_the_cap(cap, ramps, days, people):
    assert allowance(cap, ramps, days) == people


def test_the_cap_counts_the_last_24_hours_and_not_the_date():
    begun = [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    late = NOW + timedelta(hours=20)
    assert release_at(begun, 4, late) == late
    assert release_at(begun, 3, late) == NOW + DAY
    assert release_at(begun, 1, late) == NOW + timedelta(hours=26)
    assert release_at(begun, 3, NOW + DAY) == NOW + DAY
    assert release_at([], 1, late) == late


@given(
    cap=st.integers(1, 8),
    ramps=st.booleans(),
    waits=st.lists(st.integers(0, 20 * 3600), min_size=20, max_size=60),
)
def test_no_24_hours_ever_see_more_than_the_allowance(cap, ramps, waits):
    begun, now = [], NOW
    for wait in waits:
        limit = Limit(cap * (40 if ramps else 1), ramps, begun[0] if begun else None)
        now = limit.release_at(begun, now + timedelta(seconds=wait))
        begun.append(now)
        recent = [at for at in begun if at > now - DAY]
        assert len(recent) <= limit.at(now)


def test_a_growing_allowance_does_not_wait_for_the_last_ones_to_be_24_hours_old():
    begun = [NOW, *(NOW + timedelta(hours=20, seconds=second) for second in range(29))]
    limit = Limit(1000, ramps=True, first_at=NOW)
    assert limit.release_at(begun, NOW + timedelta(hours=21)) == NOW + DAY
    after = [*begun, *(NOW + timedelta(hours=25, seconds=second) for second in range(21))]
    assert limit.release_at(after, NOW + timedelta(hours=43)) == NOW + timedelta(hours=44)
    late = [*(NOW + timedelta(hours=30, seconds=second) for second in range(50))]
    assert limit.release_at(late, NOW + timedelta(hours=40)) == NOW + timedelta(hours=48)


def test_the_ramp_ends_where_the_cap_begins():
    first = NOW - timedelta(days=len(RAMP))
    assert Limit(250, ramps=True, first_at=first).grows_at(NOW) is None
    assert Limit(250, ramps=True, first_at=NOW).grows_at(NOW + timedelta(hours=1)) == NOW + DAY
