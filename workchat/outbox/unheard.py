"""A claim that its worker never heard of, because the database went away while it agreed: the message goes back."""

from collections.abc import Container
from datetime import datetime

from workchat.db import db, hold
from workchat.outbox import rules
from workchat.outbox.holder import me
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.outbox.settle import put_back

TAKEN = "WHERE lane_id = ? AND status = 'sending' AND started_at >= ?"


def give_back_unheard(kind: str, held: Container[str], now: datetime) -> int:
    """Give back what lanes of a kind hold in this process's name, though it is not in its hands: it was never sent.

    `held`: the tokens of what it is sending. Returns how many lanes were free again.
    """
    mine = f"{me()}/"
    if not me():  # not Linux: other processes' tokens look like ours; leases run out
        return 0
    lanes = [lane for lane in Lane.fetch_all("WHERE kind = ? AND lease_until > ?", kind, now)
             if lane.token.startswith(mine) and lane.token not in held]  # fmt: skip
    return sum(_give_back(lane, now) for lane in lanes)


def _give_back(lane: Lane, now: datetime) -> int:
    """The pause of a bulk lane counts from now: longer than needed, never shorter."""
    with db.atomic():
        for delivery in Delivery.fetch_all(TAKEN + hold(), lane.id, lane.lease_until - rules.LEASE):
            put_back(delivery, now, called=False)
        free = {"lease_until": now, "token": ""} | ({"last_end_at": now} if lane.kind == BULK else {})
        return Lane.change(free, "WHERE id = ? AND token = ?", lane.id, lane.token)
