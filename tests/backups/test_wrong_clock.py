"""The server's clock was wrong for a while: copies are made once a night all the same, and none is lost for it."""

from datetime import datetime, timedelta
from os import listdir

import pytest

from tests.backups.conftest import Settled
from tests.cast import NOW
from workchat.backups.back_up import back_up
from workchat.backups.before_update import copy_before_update
from workchat.backups.models import Backup
from workchat.backups.nightly import back_up_all_due
from workchat.backups.rules import BEFORE_UPDATE, may_go, name_of, read_name
from workchat.backups.rules import NIGHT as NIGHT_COPY
from workchat.db import db

NIGHT = NOW.replace(hour=6) + timedelta(days=1)  # 03:00 on the school's wall
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def made_from(settled: Settled, begin: datetime, minutes: int) -> int:
    """How many copies the worker makes, or tries, when it looks once a minute."""
    return sum(back_up_all_due(begin + n * MINUTE, settled.config) for n in range(minutes))


def files(settled: Settled) -> int:
    return len(list(settled.config.backups.glob("workchat-*")))


def test_a_clock_that_was_two_hours_ahead_costs_one_copy_and_not_one_a_minute(on_sqlite: Settled):
    with db.connection_context():
        back_up(on_sqlite.config, NIGHT + 2 * HOUR)
        assert made_from(on_sqlite, NIGHT + MINUTE, 180) == 1
    assert files(on_sqlite) == 2


def test_a_failure_dated_after_now_does_not_make_the_next_one_be_tried_every_minute(on_sqlite: Settled):
    on_sqlite.config.backups.touch()  # not a folder: nothing can be copied
    with db.connection_context():
        Backup.create(began_at=NIGHT + 9 * HOUR, error="Sem espaço.")
        assert made_from(on_sqlite, NIGHT + MINUTE, 120) == 2  # again after an hour


def a_year_of_nights(settled: Settled) -> set[str]:
    """What the rotation had left of them, as names of small files."""
    settled.config.backups.mkdir(exist_ok=True)
    names = [name_of(NIGHT_COPY, NIGHT - n * DAY, "db") for n in range(365)]
    left = set(names) - set(may_go(names, NIGHT))
    for name in left:
        (settled.config.backups / name).write_text("uma cópia")
    return left


@pytest.mark.parametrize("behind", [1, 15, 40, 400, 4000])
def test_the_copy_just_made_stays_however_far_behind_the_clock_is(on_sqlite: Settled, behind: int):
    before = a_year_of_nights(on_sqlite)
    with db.connection_context():
        made = back_up(on_sqlite.config, NIGHT - behind * DAY + MINUTE)
        assert (made.copy.exists(), made.problems) == (True, [])
    newer = {name for name in before if read_name(name).made_at > made.began_at}
    assert newer <= set(listdir(on_sqlite.config.backups))


def test_so_do_two_copies_of_one_second(on_sqlite: Settled):
    a_year_of_nights(on_sqlite)
    with db.connection_context():
        made = [back_up(on_sqlite.config, NIGHT - 130 * DAY - HOUR).copy for _ in range(2)]
    assert made[0] != made[1]
    assert all(copy.exists() for copy in made)


@pytest.mark.parametrize("behind", [1, 15, 400])
def test_the_copy_before_an_update_stays_too(on_sqlite: Settled, behind: int):
    config = on_sqlite.config
    for days in (0, 1, 2, 20, -behind):
        assert copy_before_update(config.database_url, config.backups, NIGHT + days * DAY) == ""
    assert name_of(BEFORE_UPDATE, NIGHT - behind * DAY, "db") in listdir(config.backups)


def test_the_copy_just_made_stays_whatever_the_names_of_the_others_say():
    names = [name_of(NIGHT_COPY, NIGHT - n * DAY, "db") for n in range(365)]
    updates = [name_of(BEFORE_UPDATE, NIGHT - n * DAY, "db") for n in range(9)]
    for made in (names[200], updates[8]):
        assert made in may_go([*names, *updates], NIGHT)
        assert made not in may_go([*names, *updates], NIGHT, made)
