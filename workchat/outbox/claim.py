"""Taking the next reply of a lane, so that no other worker takes it too and a crash never sends it twice."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.db import db, is_postgres, run
from workchat.outbox import rules
from workchat.outbox.holder import is_dead, me
from workchat.outbox.models import BULK, REPLY, Delivery, Lane
from workchat.outbox.pace import Pace
from workchat.whatsapp.models import Number

ORDER_WAIT = timedelta(seconds=10)  # how long a second bubble waits for the first one's `delivered`

# Lanes that may send now and have something due. Read without a lock: an idle worker must cost almost nothing.
READY_LANES = """SELECT lane.id FROM lane JOIN number ON number.id = lane.number_id
WHERE lane.kind = 'reply' AND lane.next_at <= ? AND lane.lease_until <= ? AND number.active
AND number.stopped_at IS NULL
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
BY_ID = "WHERE id = ?"
LEASE = "UPDATE lane SET lease_until = ?, token = ?, next_at = ? WHERE id = ?"
AHEAD = "WHERE lease_until > ? OR last_end_at > ? OR next_at > ? OR spaced_at > ?"
NOW_DUE = """UPDATE delivery SET due_at = ? WHERE status = 'queued' AND due_at > ?
AND lane_id IN (SELECT id FROM lane)"""  # by the lanes' index


@dataclass(frozen=True)
class Claim:
    """A delivery in the hands of this worker until `at + LEASE`; `token` proves that the lane is still ours.

    `pace`: of a scheduled message, whose end the next one waits for. `ready_at`: it must not leave sooner.
    """

    lane_id: int
    kind: str
    token: str
    at: datetime
    delivery: Delivery
    number: Number
    pace: Pace | None = None
    ready_at: datetime | None = None


def unheard_by_nobody(_asked: Claim) -> None:
    """For who does not go on after the database went away."""


def claim(now: datetime, asks: Callable[[Claim], object] = unheard_by_nobody) -> Claim | None:
    """The next reply of some lane, marked `sending`, or None when nothing may leave. `now`: the database's clock.

    `asks` is told each claim before it is committed: the database may agree to it and go away before it says so.
    """
    for (lane_id,) in run(READY_LANES, now, now, now).fetchall():
        if taken := _take(lane_id, now, asks):
            return taken
    return None


def new_token() -> str:
    """Names this process, so that its death is noticed, and this very turn."""
    return f"{me()}/{secrets.token_hex(8)}"


def skip_locked() -> str:
    """The end of a named SELECT of a lane: one that another worker holds is not waited for.

    NO KEY: deliveries may be written into it meanwhile. Who draws recipients needs that, and holds the message that
    the claim wants next.
    """
    return " FOR NO KEY UPDATE SKIP LOCKED" if is_postgres() else ""


def _take(lane_id: int, now: datetime, asks: Callable[[Claim], object]) -> Claim | None:
    with db.atomic():
        lane = run(HOLD_LANE + skip_locked(), lane_id, now, now).fetchone()
        if lane is None:  # another worker was faster
            return None
        spaced_at, number_id = Lane.spaced_at.python_value(lane[0]), lane[1]
        row = run(OLDEST, lane_id, now, int(spaced_at <= now), now - ORDER_WAIT).fetchone()
        if row is None or not run(TAKE, now, row[0]).rowcount:
            return None
        token = new_token()
        run(LEASE, now + rules.LEASE, token, now, lane_id)
        taken = Claim(lane_id, REPLY, token, now, Delivery.fetch(BY_ID, row[0]), Number.fetch(BY_ID, number_id))
        asks(taken)
        return taken


def free_lanes_of_the_dead(now: datetime) -> int:
    """Take the lanes from workers that were killed on this machine; returns how many.

    What they were sending stays `sending`: it may have left. The pause of a bulk lane counts from now, which is not
    before the dead worker's call ended.
    """
    dead = [lane for lane in Lane.fetch_all("WHERE lease_until > ?", now) if is_dead(lane.token.partition("/")[0])]
    for lane in dead:
        changes = {"lease_until": now, "token": ""}
        if lane.kind == BULK:
            changes["last_end_at"] = now
        Lane.change(changes, "WHERE id = ? AND token = ?", lane.id, lane.token)
    return len(dead)


def mend_lanes_after_the_clock_went_back(now: datetime) -> int:
    """A lane that waits for a time far ahead would wait for an hour; returns how many there were.

    Somebody may hold it all the same, so the longest lease and then the pause are counted from now.
    """
    latest = now + rules.LEASE
    run(NOW_DUE, now, now + rules.LONGEST_WAIT)  # an answer written in that hour would leave an hour late
    changes = {"lease_until": latest, "last_end_at": latest, "next_at": now, "spaced_at": now}
    for lane in Lane.fetch_all("WHERE rests_until > ?", latest):
        Lane.change({"rests_until": now}, "WHERE id = ?", lane.id)  # it looks at once whether it may go on
    far = now + rules.LONGEST_WAIT
    ahead = Lane.fetch_all(AHEAD, latest, latest, far, far)
    return sum(Lane.change(changes, "WHERE id = ? AND token = ?", lane.id, lane.token) for lane in ahead)
