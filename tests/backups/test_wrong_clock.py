"""The server's clock was wrong for a while: copies are made once a night all the same, and none is lost for it."""

from datetime import datetime, timedelta

from tests.backups.conftest import Settled
from tests.cast import NOW
from workchat.backups.back_up import back_up
from workchat.backups.models import Backup
from workchat.backups.nightly import back_up_all_due
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
