"""What agents must know: nothing leaves at all, or by one number; since when, and how many messages wait."""

from dataclasses import dataclass
from datetime import datetime

from workchat.db import moment, run
from workchat.running.models import LIVES
from workchat.running.sender import SILENT, sender
from workchat.whatsapp.models import Number

# Asked with every look at the inbox: two tables of a few rows.
GLANCE = """SELECT (SELECT COUNT(*) FROM program WHERE ended_at IS NULL AND looked_at > ?),
(SELECT COUNT(*) FROM number WHERE active AND stopped_at IS NOT NULL)"""
UP_SINCE = "SELECT MIN(started_at) FROM program WHERE seen_at > ?"
MOST = 1000  # messages are not counted further

# By the partial index delivery_due and the index delivery_of_scheduled. A stopped number pauses its scheduled
# messages, and so does a person: those wait for somebody else.
REPLIES = """SELECT 1 FROM delivery WHERE status = 'queued' AND due_at <= ?
AND lane_id IN (SELECT lane.id FROM lane JOIN number ON number.id = lane.number_id
WHERE lane.kind = 'reply' AND number.active{which})"""
SCHEDULED = """SELECT 1 FROM delivery WHERE status = 'queued'
AND scheduled_message_id IN (SELECT id FROM scheduled_message WHERE state = 'sending')"""
COUNT = "SELECT COUNT(*) FROM ({what} LIMIT ?) AS waiting"
OF_ALL = REPLIES.format(which=" AND number.stopped_at IS NULL")  # stopped numbers tell their own
WAITING, WAITING_REPLIES = COUNT.format(what=f"{OF_ALL} UNION ALL {SCHEDULED}"), COUNT.format(what=OF_ALL)
WAITING_FOR = COUNT.format(what=REPLIES.format(which=" AND number.id = ?"))


@dataclass(frozen=True)
class Stopped:
    """What does not send: a number, or everything (`number` None). `since`: naive UTC, None = it never began.

    `waiting`: how many messages would have left by now; `replies`: how many of them are replies; each MOST at most.
    """

    number: Number | None
    since: datetime | None
    waiting: int
    replies: int


def stopped(now: datetime) -> list[Stopped]:
    """What is stopped; nearly always nothing, which costs one statement. `now`: the database's clock."""
    sending, numbers = run(GLANCE, now - SILENT).fetchone()
    found = [] if sending else _sender_stopped(now)
    return found + (_numbers_stopped(now) if numbers else [])


def _sender_stopped(now: datetime) -> list[Stopped]:
    """Not while the school is being started, nor for the moment between two workers; and where none ever looked, only
    when messages wait: a worker of an older version does not sign what it does."""
    up_since, last = moment(run(UP_SINCE, now - LIVES).fetchone()[0]), sender(now).since
    if up_since is None or up_since > now - SILENT or (last and last > now - SILENT):
        return []
    waiting = run(WAITING, now - SILENT if last is None else now, MOST).fetchone()[0]
    replies = run(WAITING_REPLIES, now, MOST).fetchone()[0] if waiting else 0
    return [Stopped(None, last, waiting, replies)] if last or waiting else []


def _numbers_stopped(now: datetime) -> list[Stopped]:
    rows = Number.fetch_all("WHERE active AND stopped_at IS NOT NULL ORDER BY id")
    counts = [run(WAITING_FOR, now, row.id, MOST).fetchone()[0] for row in rows]
    return [Stopped(row, row.stopped_at, count, count) for row, count in zip(rows, counts, strict=True)]
