"""Asks the records how WorkChat is doing. Every question is answered from a small table or an index of few rows."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from workchat.backups.models import Backup
from workchat.config import Config
from workchat.db import moment, run
from workchat.outbox.models import REPLY, Lane
from workchat.running.models import LIVES, Duty, Program
from workchat.running.sender import sender
from workchat.scheduled.models import LONG_AGO
from workchat.status.known import Copies, Known, Line, Load, Running
from workchat.status.machine import machine
from workchat.status.rules import HEARD_WITHIN, LATELY, NOTED_EVERY, TURN_GRACE
from workchat.whatsapp.models import Number

RESTART = timedelta(seconds=5)  # who was killed may have signed so long after the next one began
MOST_KEPT = 1000  # kept updates are not counted further

# Partial indexes of few rows: delivery_due, delivery_unproved, delivery_troubled. A lane at a time: SQLite answers
# GROUP BY lane_id from its index of all messages.
QUEUED = "SELECT COUNT(*), MIN(id) FROM delivery WHERE lane_id = ? AND status = 'queued'"
SENDING = "SELECT lane_id FROM delivery WHERE status = 'sending'"
TROUBLED = """SELECT status, COUNT(*), SUM(CASE WHEN finished_at > ? THEN 1 ELSE 0 END) FROM delivery
WHERE lane_id = ? AND status IN ('unknown', 'failed') GROUP BY status"""
WRITTEN = "SELECT created_at FROM delivery WHERE id = ?"
UNCERTAIN = """SELECT d.finished_at, m.ticket_id, d.scheduled_message_id FROM delivery d
LEFT JOIN message m ON m.id = d.message_id
WHERE d.lane_id = ? AND d.status IN ('unknown', 'failed') AND d.status = 'unknown' AND d.finished_at > ?
ORDER BY d.finished_at DESC LIMIT 1"""

# Sent long enough ago, and nothing was heard since: by the newest messages, and by the index of the daily limit.
SENT_LATELY = """SELECT MIN(sent_at) FROM (SELECT number_id, status, sent_at FROM delivery ORDER BY id DESC LIMIT 200)
AS newest WHERE number_id = ? AND status = 'sent' AND sent_at > ? AND sent_at <= ?"""
SENT_IN_BULK = """SELECT started_at FROM delivery WHERE number_id = ? AND scheduled_message_id IS NOT NULL
AND started_at IS NOT NULL AND started_at > ? AND started_at <= ? AND status = 'sent' ORDER BY started_at LIMIT 1"""

# By the index ticket_list; `state <> 'closed'` is the condition of the partial index ticket_clock.
OPEN = "SELECT state, COUNT(*) FROM ticket WHERE state IN ('intake', 'waiting', 'attending') GROUP BY state"
WAITING = "SELECT MIN(waiting_since) FROM ticket WHERE waiting_since IS NOT NULL AND state <> 'closed'"
LAST_LOOK = "SELECT MAX(looked_at) FROM program"
LAST_GOOD = "SELECT COALESCE(MAX(id), 0) FROM backup WHERE error = '' AND ended_at IS NOT NULL"
KEPT = "SELECT COUNT(*) FROM (SELECT 1 FROM kept_update WHERE settled_at IS NULL LIMIT ?) AS few"


def facts(now: datetime, config: Config) -> Known:
    """Everything that /status shows and /metrics counts. `now`: the database's clock."""
    sends, duties = sender(now), Duty.fetch_all("ORDER BY name")
    return Known(
        now=now,
        sends=sends.alive,
        sends_since=sends.since,
        looked_at=moment(run(LAST_LOOK).fetchone()[0]),
        loads=tuple(loads(now)),
        numbers=tuple(_line(number, now) for number in Number.fetch_all("ORDER BY id")),
        tickets=dict(run(OPEN).fetchall()),
        waiting_since=moment(run(WAITING).fetchone()[0]),
        programs=tuple(programs(now)),
        kept=run(KEPT, MOST_KEPT).fetchone()[0],
        turns={duty.name: duty.lease_until > now - TURN_GRACE for duty in duties if duty.lease_until > LONG_AGO},
        jobs={duty.name: duty.next_at for duty in duties if duty.next_at > LONG_AGO},
        copies=copies(now),
        machine=machine(config),
    )


def loads(now: datetime) -> Iterable[Load]:
    """What waits, is under way and went wrong, a lane each."""
    sending = Counter(lane_id for (lane_id,) in run(SENDING).fetchall())
    for lane in Lane.fetch_all("ORDER BY number_id, kind DESC"):
        queued, first = run(QUEUED, lane.id).fetchone()
        written = run(WRITTEN, first).fetchone() if first and lane.kind == REPLY else None
        troubled = {status: counts for status, *counts in run(TROUBLED, now - LATELY, lane.id).fetchall()}
        (unknown, unknown_lately), (failed, failed_lately) = (troubled.get(s, (0, 0)) for s in ("unknown", "failed"))
        newest = run(UNCERTAIN, lane.id, now - LATELY).fetchone() if unknown_lately else None
        yield Load(
            lane.number_id, lane.kind, queued, sending[lane.id], unknown, failed, unknown_lately, failed_lately,
            moment(written[0]) if written else None, _place(*newest[1:]) if newest else "",
        )  # fmt: skip


def programs(now: datetime) -> Iterable[Running]:
    """The programs that run, and those that ended without saying so."""
    rows = Program.fetch_all("WHERE ended_at IS NULL ORDER BY host, kind, started_at")
    alive = [row for row in rows if row.seen_at > now - LIVES]
    for row in rows:
        younger = any(other.kind == row.kind and other.started_at > row.seen_at - RESTART for other in alive)
        yield Running(row.kind, row.host, row.version, row.started_at, row.seen_at, row in alive, younger)


def copies(now: datetime) -> Copies:
    """The newest good copy until now, and what went wrong after the last good one. After: by the order of their rows,
    because a clock that was ahead once dates a copy of today in a year to come."""
    good = Backup.fetch("WHERE error = '' AND ended_at <= ? ORDER BY ended_at DESC LIMIT 1", now)
    bad = Backup.fetch(f"WHERE error <> '' AND id > ({LAST_GOOD}) ORDER BY id DESC LIMIT 1")
    return Copies(
        good and good.ended_at, good and good.size, bad and (bad.ended_at or bad.began_at), bad.error if bad else ""
    )


def _line(number: Number, now: datetime) -> Line:
    heard = number.last_webhook_at
    since, until = (heard or LONG_AGO) + NOTED_EVERY, now - HEARD_WITHIN
    silent = None
    if number.active and not number.is_simulator and since < until:  # the simulator answers from this very program
        asked = [run(question, number.id, since, until).fetchone() for question in (SENT_LATELY, SENT_IN_BULK)]
        silent = min((moment(row[0]) for row in asked if row and row[0]), default=None)
    return Line(
        number.id, number.name, number.active, number.is_simulator, number.stopped_at, number.stopped_why, heard, silent
    )


def _place(ticket_id: int | None, scheduled_id: int | None) -> str:
    """Where a message is read."""
    return f"/chat/{ticket_id}" if ticket_id else f"/scheduled/{scheduled_id}" if scheduled_id else ""
