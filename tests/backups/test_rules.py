"""Which copies stay, when the next one is due, and what is not ours to touch."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workchat.backups.rules import (
    KEYS,
    NIGHT,
    copies_in,
    copy_due,
    is_part,
    keys_that_may_go,
    may_go,
    name_of,
    read_name,
)

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
THREE = datetime(2026, 11, 23, 6)  # 03:00 in São Paulo
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def nights(count: int, newest: datetime = THREE) -> list[str]:
    return [name_of(NIGHT, newest - n * DAY, "db") for n in range(count)]


def kept(names: list[str], now: datetime = datetime(2031, 1, 2)) -> list[str]:
    gone = may_go(names, now)
    return [name for name in names if name not in gone]


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_six_months():
    left: list[str] = []
    for name in reversed(nights(365)):  # night by night, as it happens
        left = kept([*left, name], read_name(name).made_at)
    days = [copy.made_at for copy in copies_in(left, NIGHT)]
    assert days[:7] == [THREE - n * DAY for n in range(7)]
    assert len({f"{day:%G-%V}" for day in days}) >= 4
    assert len({f"{day:%Y-%m}" for day in days}) == 6
    assert len(days) <= 7 + 4 + 6


def test_the_newest_copy_never_goes_whatever_the_clock_said():
    future = name_of(NIGHT, datetime(2031, 1, 1), "db")
    assert may_go([future], THREE) == may_go([future], datetime(2031, 1, 2)) == []
    assert set(kept([future, *nights(7)])) >= {future, *nights(6)}
    assert may_go([], THREE) == []


def test_copies_dated_after_now_take_no_place_and_lose_none():
    """Which of the two clocks was wrong, nobody knows: of either, as many stay as if the other had never been."""
    ahead = nights(40, datetime(2031, 1, 1))
    alone, theirs = kept(nights(40), THREE), kept(ahead)
    assert kept([*ahead, *nights(40)], THREE) == [*theirs, *alone]
    by_hand = [name_of(NIGHT, THREE - n * MINUTE, "db") for n in range(5)]
    assert may_go([*ahead[:1], *by_hand], THREE) == []
    updates = [name_of("before-update", THREE + n * DAY, "db") for n in (9, 8, 7, -1, -2, -3, -4)]
    assert may_go(updates, THREE) == updates[-1:]


def test_a_clock_that_goes_back_lets_nothing_go_that_its_rotation_had_kept():
    left = kept(nights(365), THREE)
    for days in range(200):
        assert may_go(left, THREE - days * DAY) == []


def test_copies_made_by_hand_on_one_day_all_stay_for_that_day():
    by_hand = [name_of(NIGHT, THREE + n * MINUTE, "db") for n in range(5)]
    assert may_go(by_hand, THREE + DAY) == []
    assert set(may_go([*by_hand, *nights(1, THREE + 2 * DAY)], THREE + 2 * DAY)) == set(by_hand[:-1])


def test_three_copies_from_before_updates_stay_beside_the_nights():
    updates = [name_of("before-update", THREE - n * DAY, "db") for n in range(5)]
    assert may_go([*updates, *nights(2)], THREE) == updates[3:]


def test_old_keys_stay_longer_than_any_copy_that_needs_them():
    keys = [name_of(KEYS, THREE - n * DAY, "json") for n in range(12)]
    assert keys_that_may_go(keys) == keys[10:]


def test_a_file_that_is_not_ours_has_no_meaning():
    for name in ("workchat.db", "workchat-20261123T060000Z.db.bak", "workchat-99999999T999999Z.db", ".lock", "b.db"):
        assert read_name(name) is None
        assert not is_part(name)
    assert may_go(["boletim.db", *nights(1)], THREE) == []
    assert is_part(f"{nights(1)[0]}.partial") and is_part(f"{nights(1)[0]}.partial-journal")


def test_a_copy_is_due_at_three_on_the_schools_wall_and_once():
    before, after = THREE - MINUTE, THREE + MINUTE
    last_night = THREE - DAY
    assert not copy_due(last_night, None, SAO_PAULO, before)
    assert copy_due(last_night, None, SAO_PAULO, after)
    assert not copy_due(after, None, SAO_PAULO, after + MINUTE)


def test_a_missed_night_is_made_up_for_at_any_hour():
    noon = THREE + timedelta(hours=9)
    assert copy_due(THREE - 3 * DAY, None, SAO_PAULO, noon)
    assert copy_due(None, None, SAO_PAULO, noon)


def test_a_failed_copy_is_tried_again_after_an_hour_and_not_all_the_time():
    failed = THREE + MINUTE
    assert not copy_due(THREE - DAY, failed, SAO_PAULO, failed + 30 * MINUTE)
    assert copy_due(THREE - DAY, failed, SAO_PAULO, failed + 61 * MINUTE)


def test_a_copy_from_the_future_does_not_stop_the_nights():
    assert copy_due(datetime(2031, 1, 1), datetime(2031, 1, 1), SAO_PAULO, THREE + MINUTE)
