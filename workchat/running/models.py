"""Which programs of WorkChat run and where, and which of them keeps the timetable."""

from datetime import datetime, timedelta

from peewee import CharField, DateTimeField, IntegerField

from workchat.db import Record
from workchat.scheduled.models import LONG_AGO

LIVES = timedelta(seconds=30)  # who signed within it is alive


class Program(Record):
    """A running process: pages, worker, or both. Signs every few seconds that it lives."""

    token = CharField(unique=True)
    kind = CharField()  # web | worker | all
    host = CharField()
    pid = IntegerField()
    version = CharField()
    started_at = DateTimeField()
    seen_at = DateTimeField()  # its last sign of life
    looked_at = DateTimeField(null=True)  # when its sender last looked for messages; null = it sends nothing
    ended_at = DateTimeField(null=True)  # it was told to stop, and did


def alive(now: datetime) -> list[Program]:
    """The programs that run now, as far as they signed. `now`: the database's clock."""
    return list(Program.select().where(Program.seen_at > now - LIVES, Program.ended_at.is_null()))


class Duty(Record):
    """Something that one worker does for all of them. `token` names the worker and proves its turn."""

    name = CharField(unique=True)
    token = CharField(default="")  # noqa: S105 (nobody)
    lease_until = DateTimeField(default=LONG_AGO)
    next_at = DateTimeField(default=LONG_AGO)  # of a task: not before


class Compatibility(Record):
    """One row: the oldest program that may run beside this database."""

    oldest = CharField()
