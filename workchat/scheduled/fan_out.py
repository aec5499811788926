"""The recipients of a scheduled message are drawn: a delivery for each, in slices, and never twice."""

import time
from datetime import datetime

from workchat.db import db, hold, run
from workchat.outbox.models import BULK
from workchat.scheduled.audience import LEFT_OUT, people_of
from workchat.scheduled.models import LONG_AGO, PAUSED, SENDING, ScheduledMessage

SLICE = 2000  # contacts looked at in one transaction: nobody else waits longer than about 50 ms for it
TURN_SECONDS = 1.0  # then the other tasks of the timetable have their turn

UPTO = "SELECT MAX(id) FROM (SELECT id FROM contact WHERE id > ? ORDER BY id LIMIT ?) slice"
DRAWN = """SELECT drawn_upto FROM scheduled_message
WHERE id = ? AND state IN ('sending', 'paused') AND drawn_at IS NULL"""
DRAW = """INSERT INTO delivery (number_id, lane_id, contact_id, body, status, automatic, spaced, due_at, attempts,
error, advice, created_at, scheduled_message_id)
SELECT ?, lane.id, people.id, '{{}}', CASE WHEN people.reason = '' THEN 'queued' ELSE 'skipped' END, FALSE, FALSE, ?, 0,
CASE people.reason {words} ELSE '' END, '', ?, ?
FROM ({people}) people CROSS JOIN (SELECT id FROM lane WHERE number_id = ? AND kind = ?) lane
WHERE 1 = 1 ORDER BY people.id
ON CONFLICT (scheduled_message_id, contact_id) WHERE scheduled_message_id IS NOT NULL DO NOTHING"""
WORDS = " ".join("WHEN ? THEN ?" for _ in LEFT_OUT)


def fan_out_all_due(now: datetime) -> int:
    """Draw what is still to be drawn of the messages that are being sent; returns how many recipients were written.

    What a killed worker left half drawn goes on where it stopped.
    """
    written, until = 0, time.monotonic() + TURN_SECONDS
    undrawn = ScheduledMessage.state.in_((SENDING, PAUSED)) & ScheduledMessage.drawn_at.is_null()
    started = ScheduledMessage.started_at.is_null(False)
    for message in ScheduledMessage.select().where(undrawn, started).order_by(ScheduledMessage.id):
        while time.monotonic() < until and (drawn := draw_slice(message, now)) is not None:
            written += drawn
    return written


def draw_slice(message: ScheduledMessage, now: datetime, most: int = SLICE) -> int | None:
    """Draw the next slice of contacts, alone: another worker waits and then goes on behind it. None: all are drawn."""
    with db.atomic():
        held = run(DRAWN + hold(), message.id).fetchone()
        if held is None:
            return None
        upto = run(UPTO, held[0], most).fetchone()[0]
        if upto is None:
            ScheduledMessage.change({"drawn_at": now}, "WHERE id = ?", message.id)
            return None
        ScheduledMessage.change({"drawn_upto": upto}, "WHERE id = ?", message.id)
        return _draw(message, (held[0], upto), now)


def _draw(message: ScheduledMessage, between: tuple[int, int], now: datetime) -> int:
    people = people_of(message, now, between)
    words = [value for reason, words in LEFT_OUT.items() for value in (reason, left_out(words))]
    statement = DRAW.format(people=people.sql, words=WORDS)
    # LONG_AGO: they may go at once, also when the clock is set back meanwhile.
    values = (message.number_id, LONG_AGO, *words, now, message.id, *people.values, message.number_id, BULK)
    return run(statement, *values).rowcount


def left_out(words: str) -> str:
    """A reason as it stands beside the recipient."""
    return f"Ficou de fora: {words}."
