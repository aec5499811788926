"""Every night a copy, or as soon as somebody is there to make the one that was missed."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from workchat.accounts.models import User
from workchat.backups.back_up import back_up
from workchat.backups.files import Busy
from workchat.backups.models import Backup
from workchat.backups.rules import NIGHTLY_AT, copy_due
from workchat.config import Config
from workchat.settings.models import Settings
from workchat.totvs.rules import last_night


def back_up_all_due(now: datetime, config: Config, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Make the night's copy when it is due; True: one was made, or tried. `stopping`: leave it for the next start."""
    zone = ZoneInfo(Settings.current().timezone)
    good = _newest(now, Backup.error == "", Backup.ended_at.is_null(False))
    tried = _newest(now, Backup.error != "")
    if not copy_due(good, tried, zone, now) or not _school_is_older(zone, now):
        return False
    try:
        back_up(config, now, stopping)
    except Busy:
        return False
    return True


def _newest(now: datetime, *such: object) -> datetime | None:
    """When the newest of such rows began. One dated after now is of a clock that was ahead, and would hide them all."""
    return Backup.select(fn.MAX(Backup.began_at)).where(Backup.began_at <= now, *such).scalar()


def _school_is_older(zone: ZoneInfo, now: datetime) -> bool:
    """A school that was set up since the last night has missed none."""
    since = User.select(fn.MIN(User.created_at)).scalar()
    return since is not None and since <= last_night(NIGHTLY_AT, zone, now)[1]
