"""Which scheduled message leaves next, and whether one may leave now: pace, hours, the day's limit, turns."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from workchat.db import db, moment, run
from workchat.outbox import rules
from workchat.outbox.calendar import Calendar, is_open, next_open
from workchat.outbox.claim import Claim, new_token, skip_locked, unheard_by_nobody
from workchat.outbox.models import BULK, Delivery
from workchat.outbox.pace import Pace, counted, gap
from workchat.outbox.protection import calendar_of, pace_of
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.prepare import prepare_next
from workchat.scheduled.used import takes_room
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

SOON = timedelta(seconds=1)  # lanes that will be ready within it are read too, to wake up at the right moment
LOOK_AGAIN = timedelta(minutes=1)  # longest rest: somebody may change the hours or the limit meanwhile

# Lanes of numbers on which something is being sent. Read without a lock: an idle worker must cost almost nothing.
LANES = """SELECT lane.id, last_end_at, since_pause, draw FROM lane JOIN number ON number.id = lane.number_id
WHERE lane.kind = 'bulk' AND lane.last_end_at <= ? AND lane.next_at <= ? AND lane.lease_until <= ?
AND lane.rests_until <= ? AND number.active AND number.stopped_at IS NULL
AND lane.number_id IN (SELECT number_id FROM scheduled_message WHERE state = 'sending') ORDER BY lane.last_end_at"""
HOLD_LANE = """SELECT number_id, last_end_at, since_pause, draw FROM lane
WHERE id = ? AND next_at <= ? AND lease_until <= ?"""
# Turns: the one that waited longest for its turn, urgent ones before all. A file has to be at WhatsApp first.
TURNS = """SELECT s.id FROM scheduled_message s LEFT JOIN attachment a ON a.id = s.attachment_id
WHERE s.number_id = ? AND s.state = 'sending' AND (s.urgent OR CAST(? AS INTEGER) = 1)
AND (s.attachment_id IS NULL OR (a.media_id IS NOT NULL AND a.number_id = s.number_id))
ORDER BY CASE WHEN s.urgent THEN 0 ELSE 1 END, s.last_turn_at, s.id"""
TURN = "UPDATE scheduled_message SET last_turn_at = ? WHERE id = ? AND state = 'sending'"
LEASE = "UPDATE lane SET lease_until = ?, last_end_at = ?, since_pause = ?, token = ? WHERE id = ?"
REST = "UPDATE lane SET rests_until = ? WHERE id = ?"


class _NoMore(Exception):
    """Somebody paused or cancelled the message at this instant: what was taken of it is given back."""


class Beat(NamedTuple):
    """Where a lane stands in its rhythm."""

    lane_id: int
    last_end_at: datetime
    since_pause: int
    draw: float

    @classmethod
    def read(cls, row: tuple) -> "Beat":
        return cls(row[0], moment(row[1]), row[2], row[3])

    def ready_at(self, pace: Pace) -> datetime:
        """Not before: the gap counts from the end of the last send, with the interval as it is set now."""
        return self.last_end_at + gap(pace, self.since_pause, self.draw)


@dataclass(frozen=True)
class Looked:
    """What one look found: a message to send, or when the next one may be due at the earliest (None = not known)."""

    claim: Claim | None
    next_at: datetime | None = None


def claim_scheduled(
    now: datetime,
    settings: Settings,
    resting: Container[int] = (),
    ahead: timedelta = timedelta(0),
    asks: Callable[[Claim], object] = unheard_by_nobody,
) -> Looked:
    """The next scheduled message of some number, marked `sending`. Lanes in `resting` are left alone.

    One that may leave within `ahead` is taken too: the caller holds it back until its `ready_at`. `asks`: as for
    replies (outbox.claim).
    """
    pace, soonest = pace_of(settings), None
    for row in run(LANES, now - timedelta(seconds=pace.interval) + SOON, now, now, now).fetchall():
        beat = Beat.read(row)
        ready_at = beat.ready_at(pace)
        if ready_at > now + ahead:
            soonest = min(soonest or ready_at, ready_at)
        elif beat.lane_id not in resting and (taken := _take(beat.lane_id, now, settings, ahead, asks)):
            return Looked(taken)
    return Looked(None, soonest)


def _take(
    lane_id: int, now: datetime, settings: Settings, ahead: timedelta, asks: Callable[[Claim], object]
) -> Claim | None:
    try:
        with db.atomic():
            taken = _take_next(lane_id, now, settings, ahead)
            if taken:
                asks(taken)
            return taken
    except _NoMore:
        return None


def _take_next(lane_id: int, now: datetime, settings: Settings, ahead: timedelta) -> Claim | None:
    pace = pace_of(settings)
    row = run(HOLD_LANE + skip_locked(), lane_id, now, now).fetchone()
    if row is None:  # another worker was faster
        return None
    number_id, beat = row[0], Beat.read((lane_id, *row[1:]))
    if beat.ready_at(pace) > now + ahead:
        return None
    number = Number.fetch("WHERE id = ?", number_id)
    if not takes_room(number, settings, now):
        run(REST, now + LOOK_AGAIN, lane_id)
        return None
    delivery = _next_of(number_id, max(now, beat.ready_at(pace)), settings)
    if delivery is None:
        _rest(lane_id, now, calendar_of(settings))
        return None
    return _hold(beat, delivery, number, now, pace)


def _hold(beat: Beat, delivery: Delivery, number: Number, now: datetime, pace: Pace) -> Claim:
    """Take the lane. The pause counts from the end of the lease, so that a crash never shortens it."""
    token, lease_until = new_token(), now + rules.LEASE
    run(LEASE, lease_until, lease_until, counted(pace, beat.since_pause), token, beat.lane_id)
    return Claim(beat.lane_id, BULK, token, now, delivery, number, pace, max(now, beat.ready_at(pace)))


def _next_of(number_id: int, now: datetime, settings: Settings) -> Delivery | None:
    opened = is_open(calendar_of(settings), now)
    for (message_id,) in run(TURNS, number_id, int(opened)).fetchall():
        message = ScheduledMessage.fetch("WHERE id = ?", message_id)
        if delivery := prepare_next(message, settings, now):
            if not run(TURN, now, message_id).rowcount:
                raise _NoMore
            return delivery
    return None


def _rest(lane_id: int, now: datetime, calendar: Calendar) -> None:
    """In quiet hours nothing is worth a look before they end, or a minute passed."""
    if not is_open(calendar, now):
        run(REST, min(next_open(calendar, now) or now + LOOK_AGAIN, now + LOOK_AGAIN), lane_id)
