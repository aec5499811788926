"""A claim that its worker never heard of, because the database went away while it agreed: the message goes back."""

from collections.abc import Iterable
from datetime import datetime

from workchat.db import db, hold
from workchat.outbox.claim import Claim
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.outbox.settle import put_back

# Of a claim nobody heard of, this still stands, however long ago it was: nobody else sends what is `sending`, and every
# other claim has a time of its own.
STANDS = "WHERE id = ? AND started_at = ? AND status IN ('sending', 'unknown')"


def give_back_unheard(asked: Iterable[Claim], now: datetime) -> int:
    """Give back what the database agreed to without a word: it was never sent. Returns how many messages.

    `asked`: claims that may or may not have been agreed to, and on which nobody acted.
    """
    return sum(_give_back(claim, now) for claim in asked)


def _give_back(asked: Claim, now: datetime) -> bool:
    """The lane only where nobody took it since. The pause of a bulk lane counts from now: longer than needed, never
    shorter."""
    with db.atomic():
        delivery = Delivery.fetch(STANDS + hold(), asked.delivery.id, asked.at)
        if delivery is None:
            return False
        put_back(delivery, now, called=False)
        free = {"lease_until": now, "token": ""} | ({"last_end_at": now} if asked.kind == BULK else {})
        Lane.change(free, "WHERE id = ? AND token = ?", asked.lane_id, asked.token)
        return True
