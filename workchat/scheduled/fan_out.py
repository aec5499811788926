"""The recipients of a scheduled message are drawn: a delivery for each, in slices, and never twice."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workchat.db import db, hold, run
from workchat.outbox.models import BULK
from workchat.scheduled.audience import LEFT_OUT, Audience, audience_of, people_in
from workchat.scheduled.models import LONG_AGO, PAUSED, SENDING, ScheduledMessage

FIRST_SLICE, LEAST, MOST = 1000, 100, 20_000  # contacts looked at in one transaction
SLICE_SECONDS = 0.025  # what a transaction is meant to take: others write in between, and nobody waits long for it
TURN_SECONDS = 1.0  # then the other tasks of the timetable have their turn

UPTO = "SELECT MAX(id) FROM (SELECT id FROM contact WHERE id > ? ORDER BY id LIMIT ?) slice"
DRAWN = """SELECT drawn_upto FROM scheduled_message
WHERE id = ? AND state IN ('sending', 'paused') AND drawn_at IS NULL"""
DRAW = """INSERT INTO delivery (number_id, lane_id, contact_id, body, status, automatic, spaced, due_at, attempts,
error, advice, created_at, scheduled_message_id)
WITH people AS MATERIALIZED ({people})
SELECT ?, lane.id, people.id, '{{}}', CASE WHEN people.reason = '' THEN 'queued' ELSE 'skipped' END, FALSE, FALSE, ?, 0,
CASE people.reason {words} ELSE '' END, '', ?, ?
FROM people CROSS JOIN (SELECT id FROM lane WHERE number_id = ? AND kind = ?) lane
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
        for drawn in draw_slices(message, now):
            written += drawn
            if time.monotonic() > until:
                return written
    return written


def draw_slices(message: ScheduledMessage, now: datetime) -> Iterator[int]:
    """Draw slice after slice, each as large as the time for one transaction allows here; how many each one wrote."""
    audience, most = audience_of(message), FIRST_SLICE
    while True:
        begun = time.monotonic()
        drawn = draw_slice(message, now, most, audience)
        if drawn is None:
            return
        yield drawn
        most = fitting(most, time.monotonic() - begun)


def fitting(most: int, seconds: float) -> int:
    """How many contacts the next slice may have, when so many took so long: at most twice as many."""
    return round(min(max(most * min(SLICE_SECONDS / max(seconds, 1e-6), 2), LEAST), MOST))


def draw_slice(
    message: ScheduledMessage, now: datetime, most: int = FIRST_SLICE, audience: Audience | None = None
) -> int | None:
    """Draw the next slice of contacts, alone: another worker waits and then goes on behind it. None: all are drawn."""
    audience = audience or audience_of(message)
    with db.atomic():
        held = run(DRAWN + hold(), message.id).fetchone()
        if held is None:
            return None
        upto = run(UPTO, held[0], most).fetchone()[0]
        if upto is None:
            ScheduledMessage.change({"drawn_at": now}, "WHERE id = ?", message.id)
            return None
        ScheduledMessage.change({"drawn_upto": upto}, "WHERE id = ?", message.id)
        return _draw(replace(audience, between=(held[0], upto)), now)


def _draw(audience: Audience, now: datetime) -> int:
    message, people = audience.message, people_in(audience, now)
    words = [value for reason, words in LEFT_OUT.items() for value in (reason, left_out(words))]
    statement = DRAW.format(people=people.sql, words=WORDS)
    # LONG_AGO: they may go at once, also when the clock is set back meanwhile.
    values = (*people.values, message.number_id, LONG_AGO, *words, now, message.id, message.number_id, BULK)
    return run(statement, *values).rowcount


def left_out(words: str) -> str:
    """A reason as it stands beside the recipient."""
    return f"Ficou de fora: {words}."
