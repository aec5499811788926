"""Scheduled messages taken and written down a second, without pause and without network, beside plain SQL."""

import itertools
from contextlib import closing
from functools import partial

from tests.bench.crowd import approved, crowded, message_of, open_at_any_hour, to_everybody
from tests.bench.databases import SQLITE
from tests.bench.measure import MILLISECONDS, PER_SECOND, Row, Sample, Table, alternate, timed
from tests.bench.outbox import Cloud, rate
from tests.bench.plan import Plan
from workchat.config import Config
from workchat.db import db, run, utcnow
from workchat.scheduled.deliver import ScheduledDeliverer
from workchat.scheduled.fan_out import fan_out_all_due
from workchat.scheduled.used import has_room
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

SENT, RAW, ROOM = "taken and finished", "1 SELECT, 2 UPDATEs", "is there room today?"
REQUESTS, BEGUN = 1000, 10_000
NEXT = "SELECT id FROM delivery WHERE scheduled_message_id = ? AND status = 'queued' ORDER BY id LIMIT 1"
TAKE = "UPDATE delivery SET status = 'sending', started_at = ? WHERE id = ?"
FINISH = "UPDATE delivery SET status = 'sent', finished_at = ? WHERE id = ?"
ALL_BEGUN = "UPDATE delivery SET started_at = ?, status = 'sent'"


def bench(plan: Plan) -> list[Table]:
    return [_table(plan, database) for database in plan.databases]


def _table(plan: Plan, database: str) -> Table:
    many = plan.requests or REQUESTS
    with crowded(plan.folder / database, database, many * 11 // 10) as config:  # some of them want no messages
        one = OneNumber(config, many)
        things = {SENT: (PER_SECOND, one.send), RAW: (PER_SECOND, partial(one.raw, database))}
        found = alternate(plan.rounds, things)
    with crowded(plan.folder / f"{database}-room", database, plan.people or BEGUN):
        found |= alternate(plan.rounds, {ROOM: (MILLISECONDS, partial(room, plan.calls))})
    limits = {SENT: {"of plain SQL": found[RAW]}}
    rows = [Row(measured, limits.get(name, {})) for name, measured in found.items()]
    return Table("B14", f"scheduled messages of one number a second, no pause, no network, {database}", rows)


class OneNumber:
    """A school that sends to everybody as fast as it can: the pause is nothing and WhatsApp answers at once."""

    def __init__(self, config: Config, many: int) -> None:
        self._url, self._many, self._serial = config.database_url, many, itertools.count(1)
        open_at_any_hour(interval=0)
        self._number = Number.get()
        self._template = approved(self._number)

    def send(self) -> Sample:
        self._draw()
        deliverer = ScheduledDeliverer(lambda _number: Cloud([], self._serial))
        return self._over(rate(self._many, itertools.repeat(deliverer.deliver_next, self._many)))

    def raw(self, database: str) -> Sample:
        """The next one is looked for and marked, then it is marked as sent: two transactions."""
        message = self._draw()
        with closing(_plain(database, self._url)) as plain:
            mark = "?" if database == SQLITE else "%s"
            texts = [text.replace("?", mark) for text in (NEXT, TAKE, FINISH)]
            found = rate(self._many, itertools.repeat(partial(_step, plain, message, *texts), self._many))
        return self._over(found)

    def _over(self, found: Sample) -> Sample:
        sent = run("SELECT COUNT(*) FROM delivery WHERE status = 'sent'").fetchone()[0]
        if sent != self._many:
            raise AssertionError(f"{sent} were sent, wanted {self._many}")
        for table in ("delivery", "message", "audience_part", "scheduled_message"):
            run(f"DELETE FROM {table}")  # noqa: S608
        return found

    def _draw(self) -> int:
        with db.atomic():
            message = to_everybody(message_of(self._number, self._template, utcnow()))
        fan_out_all_due(utcnow())
        return message.id


def _plain(database: str, url: str):
    if database == SQLITE:
        import sqlite3

        plain = sqlite3.connect(url)
        plain.execute("PRAGMA synchronous=FULL")
        return plain
    import psycopg

    return psycopg.connect(url)


def _step(plain, message: int, find: str, take: str, finish: str) -> None:
    row = plain.execute(find, (message,)).fetchone()[0]
    plain.execute(take, (str(utcnow()), row))
    plain.commit()
    plain.execute(finish, (str(utcnow()), row))
    plain.commit()


def room(calls: int) -> Sample:
    """What the limit of a day costs when so many people were written to in the last 24 hours."""
    number, settings = Number.get(), Settings.current()
    number.messaging_limit = 100_000
    if not run("SELECT COUNT(*) FROM delivery").fetchone()[0]:
        with db.atomic():
            to_everybody(message_of(number, approved(number), utcnow()))
        fan_out_all_due(utcnow())
        run(ALL_BEGUN, utcnow())
        run("ANALYZE")
    return timed(calls, partial(has_room, number, settings, utcnow()))
