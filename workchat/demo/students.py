"""The invented school is connected to its invented TOTVS: Ana synchronised, and every night it happens by itself."""

from datetime import UTC, datetime, time, timedelta

from workchat.demo.program import ZONE
from workchat.demo.rm.aurora import aurora, known_only_there
from workchat.demo.rm.school import RmSchool
from workchat.demo.rm.server import PASSWORD, USER
from workchat.demo.stage import Course, Stage
from workchat.simulator.models import Phone
from workchat.students.models import StudentSync
from workchat.students.run_syncs import apply_all_due
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import keep_guardians, keep_students
from workchat.totvs.models import RmConnection

NIGHT = time(3, 30)
AGO = timedelta(days=4)  # since when the school has its TOTVS connected
NOT_SERVED = "http://127.0.0.1:8051"  # RM's usual port; the program that serves the pages writes the right one


def plan(stage: Stage, today: datetime) -> None:
    """Ana connects it and synchronises at once; what changed there since then came last night."""
    for place, (name, wa_id) in enumerate(known_only_there()):
        Phone.create(name=name, wa_id=wa_id, bsuid=f"BR.{170000000000000 + place}")
    since, night = today - AGO, last_night(today)
    connect(since.year, night)
    stage.plan(_sync(stage, aurora(since.year, today=False), "Ana"), since)
    stage.plan(_sync(stage, aurora(since.year), ""), night)


def last_night(now: datetime) -> datetime:
    """The newest 03:30 of the school's clock, naive UTC."""
    here = now.replace(tzinfo=UTC).astimezone(ZONE)
    night = datetime.combine(here.date(), NIGHT, ZONE)
    night -= timedelta(days=night > here)
    return night.astimezone(UTC).replace(tzinfo=None)


def connect(year: int, night: datetime) -> None:
    row = RmConnection.current()
    row.keep_password(PASSWORD)
    row.is_invented = row.active = True
    row.rest_url = row.soap_url = NOT_SERVED
    row.user, row.period, row.area_code, row.nightly_at = USER, str(year), "11", f"{NIGHT:%H:%M}"
    row.coligada = row.filial = row.teaching_level = 1
    row.last_nightly_on = night.replace(tzinfo=UTC).astimezone(ZONE).date()
    row.save()


def _sync(stage: Stage, school: RmSchool, by: str) -> Course:
    """From the first question to the last row, without a server in between."""
    row: StudentSync = start_rm_sync(stage.staff.get(by), stage.now)
    keep_students(row, school.students, stage.now)
    keep_guardians(row, school.guardians, stage.now)
    apply_all_due(stage.now)
    yield from ()
