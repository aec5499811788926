"""The small forms around a scheduled message: the review's button, a test for oneself, another time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from workchat.contacts.rules import e164
from workchat.scheduled.forms.fields import refuse
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.rules import on_the_wall, read_when
from workchat.settings.forms.fields import row_id


class ScheduleForm(FlaskForm):
    """What the review showed: the version of the message, and how many people."""

    version = HiddenField()
    expected = HiddenField()

    @property
    def seen_version(self) -> int:
        return row_id(self.version.data) or 0

    @property
    def promised(self) -> int:
        return row_id(self.expected.data) or 0


class TestForm(FlaskForm):
    """Where the test goes."""

    phone = StringField("Telefone com DDD")

    def check(self) -> bool:
        self.validate()
        if not e164(self.phone.data or ""):
            refuse(self.phone, "Digite um telefone com DDD. Exemplo: (11) 98765-4321.")
        return not any(field.errors for field in self)


class RescheduleForm(FlaskForm):
    """Another day and hour, on the school's wall clock."""

    day = StringField("Data")
    hour = StringField("Hora")
    due_at: datetime | None = None

    def check(self, zone: ZoneInfo, now: datetime) -> bool:
        self.validate()
        self.due_at, day, hour = read_when(self.day.data or "", self.hour.data or "", zone, now)
        refuse(self.day, day)
        refuse(self.hour, hour)
        return not any(field.errors for field in self)


def reschedule_form(message: ScheduledMessage, zone: ZoneInfo) -> RescheduleForm:
    """It shows when the message is due, so that only what changes is typed."""
    wall = on_the_wall(message.due_at, zone) if message.due_at else None
    return RescheduleForm(data={"day": f"{wall:%Y-%m-%d}", "hour": f"{wall:%H:%M}"} if wall else None)
