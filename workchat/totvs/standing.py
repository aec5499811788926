"""How the connection to TOTVS is doing: the one thing that a person should know of it now."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from workchat.settings.models import Settings
from workchat.students.models import ASKING, DONE, FAILED, RUNNING, StudentSync
from workchat.students.sync_steps import LIGHT
from workchat.totvs.models import RmConnection
from workchat.totvs.rules import night_missed
from workchat.totvs.whole import is_whole
from workchat.vault import CannotUnseal

UNSET, LOCKED, OFF, NEVER = "unset", "locked", "off", "never"
READS, ASKS, STOPPED, FAULTY, WORKS = "reads", "asks", "stopped", "faulty", "works"
RM = StudentSync.source == "rm"


@dataclass(frozen=True)
class Standing:
    """`name`: one of the words above. `newest`, `done`: the newest sync with TOTVS, and the newest that went well.
    `missed`: the last night went by without a reading."""

    name: str
    connection: RmConnection
    newest: StudentSync | None
    done: StudentSync | None
    missed: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether a sync may be asked for now."""
        return self.name in (NEVER, ASKS, STOPPED, FAULTY, WORKS)

    @property
    def trouble(self) -> str:
        """What the last test of the connection found wrong, in its own words; "" when it found nothing."""
        steps = self.connection.test_steps or []
        return next((step["words"] for step in steps if not step["ok"]), "")

    @property
    def has_password(self) -> bool:
        """Whether one is kept that can still be opened."""
        return bool(self.connection.sealed_password) and self.name != LOCKED


def standing(now: datetime) -> Standing:
    connection = RmConnection.current()
    newest, done = _newest(RM), newest_done()
    found = Standing(_name(connection, newest), connection, newest, done)
    if found.name in (NEVER, WORKS) and found.trouble and _is_newer(found):
        found = replace(found, name=FAULTY)
    zone = ZoneInfo(Settings.current().timezone)
    missed = night_missed(connection.nightly_at, connection.last_nightly_on, zone, now)
    return replace(found, missed=missed and found.is_ready)


def newest_done() -> StudentSync | None:
    """The newest sync with TOTVS that went well."""
    return _newest(RM, StudentSync.state == DONE)


def _name(connection: RmConnection, newest: StudentSync | None) -> str:
    if _is_locked(connection):
        return LOCKED
    if newest and newest.state in RUNNING:
        return READS
    if not is_whole(connection):
        return UNSET
    if not connection.active:
        return OFF
    if newest is None:
        return NEVER
    return {ASKING: ASKS, FAILED: STOPPED}.get(newest.state, WORKS)


def _is_newer(found: Standing) -> bool:
    """Whether the test is newer than the newest sync: what went well afterwards proves more."""
    tested_at = found.connection.tested_at
    return tested_at is not None and (found.newest is None or tested_at > found.newest.created_at)


def _is_locked(connection: RmConnection) -> bool:
    """Whether the key of the stored password is gone."""
    try:
        connection.password  # noqa: B018 (opening it is the question)
    except CannotUnseal:
        return True
    return False


def _newest(*conditions: object) -> StudentSync | None:
    return StudentSync.select(*LIGHT).where(*conditions).order_by(StudentSync.id.desc()).first()
