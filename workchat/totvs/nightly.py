"""The night's reading of TOTVS: once a day at the school's hour, however many workers there are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from workchat.db import db
from workchat.settings.models import Settings
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import NotNow
from workchat.totvs.models import RmConnection
from workchat.totvs.rules import BELIEVED, night_due
from workchat.totvs.standing import newest_done
from workchat.totvs.whole import is_whole


def start_nightly_all_due(now: datetime) -> bool:
    """Ask for tonight's reading when its hour has come. True: it was asked for.

    Missed while the server was off, it is made up for within six hours, or by day when the one before was missed too;
    while another sync runs, it waits for its end.
    """
    row = RmConnection.current()
    if not row.active or not is_whole(row):
        return False
    zone, done = ZoneInfo(Settings.current().timezone), newest_done()
    day = night_due(row.nightly_at, row.last_nightly_on, done and done.created_at, zone, now)
    if day is None:
        return False
    last = RmConnection.last_nightly_on
    not_yet = last.is_null() | (last < day) | (last > day + BELIEVED)
    try:
        with db.atomic():
            taken = RmConnection.update(last_nightly_on=day).where(RmConnection.id == row.id, not_yet).execute()
            if taken:
                start_rm_sync(None, now)
            return bool(taken)
    except NotNow:
        return False
