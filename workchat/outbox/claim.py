"""Taking the next message of a lane, so that no other worker takes it too and a crash never sends it twice."""

import secrets
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.db import db, is_postgres, run
from workchat.outbox import rules
from workchat.outbox.holder import is_dead, me
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

ORDER_WAIT = timedelta(seconds=10)  # how long a second bubble waits for the first one's `delivered`

# Lanes that may send now and have something due. Read without a lock: an idle worker must cost almost nothing.
READY_LANES = """SELECT lane.id FROM lane JOIN number ON number.id = lane.number_id
WHERE lane.kind = ? AND lane.next_at <= ? AND lane.lease_until <= ? AND number.active AND number.stopped_at IS NULL
AND EXISTS (SELECT 1 FROM delivery d WHERE d.lane_id = lane.id AND d.status = 'queued' AND d.due_at <= ?)
ORDER BY lane.next_at"""

# On Postgres the row lock keeps other workers out; on SQLite the IMMEDIATE transaction already did.
HOLD_LANE = "SELECT spaced_at, number_id FROM lane WHERE id = ? AND next_at <= ? AND lease_until <= ?"

# The oldest row that may go: an earlier queued row of the same contact holds it back, and nobody else.
OLDEST = """SELECT d.id FROM delivery d WHERE d.lane_id = ? AND d.status = 'queued' AND d.due_at <= ?
AND (NOT d.spaced OR CAST(? AS INTEGER) = 1)
AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.contact_id = d.contact_id AND e.lane_id = d.lane_id
    AND e.status = 'queued' AND e.id < d.id)
AND NOT EXISTS (SELECT 1 FROM delivery f WHERE f.id = d.after_id AND (f.status = 'queued'
    OR (f.status IN ('sending', 'sent') AND f.started_at > ?)))
ORDER BY d.due_at, d.id LIMIT 1"""

TAKE = """UPDATE delivery SET status = 'sending', attempts = attempts + 1, started_at = ?
WHERE id = ? AND status = 'queued'"""
FREE = "UPDATE lane SET lease_until = ?, token = '', next_at = ? WHERE id = ? AND token = ?"
BY_ID = "WHERE id = ?"
LEASE = "UPDATE lane SET lease_until = ?, token = ?, next_at = ? WHERE id = ?"


@dataclass(frozen=True)
class Claim:
    """A delivery in the hands of this worker until `at + LEASE`; `token` proves that the lane is still ours."""

    lane_id: int
    kind: str
    token: str
    at: datetime
    delivery: Delivery
    number: Number


def claim(kind: str, now: datetime, interval: int, resting: Container[int] = ()) -> Claim | None:
    """The next delivery of some lane of this kind, marked `sending`, or None when nothing may leave.

    `now` is the database's clock, `interval` the seconds between two bulk messages; lanes in `resting` are left alone.
    """
    for (lane_id,) in run(READY_LANES, kind, now, now, now).fetchall():
        if lane_id not in resting and (taken := _take(lane_id, kind, now, interval)):
            return taken
    return None


def _take(lane_id: int, kind: str, now: datetime, interval: int) -> Claim | None:
    with db.atomic():
        lock = " FOR UPDATE SKIP LOCKED" if is_postgres() else ""
        lane = run(HOLD_LANE + lock, lane_id, now, now).fetchone()
        if lane is None:  # another worker was faster
            return None
        spaced_at, number_id = Lane.spaced_at.python_value(lane[0]), lane[1]
        row = run(OLDEST, lane_id, now, int(spaced_at <= now), now - ORDER_WAIT).fetchone()
        if row is None or not run(TAKE, now, row[0]).rowcount:
            return None
        token, lease_until = f"{me()}/{secrets.token_hex(8)}", now + rules.LEASE
        # Bulk: the pause is counted from the end of the lease, so that a crash never shortens it.
        next_at = rules.claim_next_at(lease_until, interval) if kind == BULK else now
        run(LEASE, lease_until, token, next_at, lane_id)
        return Claim(lane_id, kind, token, now, Delivery.fetch(BY_ID, row[0]), Number.fetch(BY_ID, number_id))


def free_lanes_of_the_dead(now: datetime) -> int:
    """Take the lanes from workers that were killed on this machine; returns how many.

    What they were sending stays `sending`: it may have left. The pause of a bulk lane counts from now, which is not
    before the dead worker's call ended.
    """
    interval = timedelta(seconds=Settings.current().interval_seconds)
    dead = [lane for lane in Lane.fetch_all("WHERE lease_until > ?", now) if is_dead(lane.token.partition("/")[0])]
    for lane in dead:
        next_at = now + interval if lane.kind == BULK else now
        run(FREE, now, next_at, lane.id, lane.token)
    return len(dead)
