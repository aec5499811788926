"""The sender of scheduled messages: the same as for replies, but at the school's pace."""

import time
from datetime import datetime, timedelta

from workchat.outbox.claim import Claim
from workchat.outbox.deliver import Deliverer
from workchat.scheduled.claim import claim_scheduled
from workchat.settings.models import Settings


class ScheduledDeliverer(Deliverer):
    """Serves the bulk lanes. `next_at`: when the next message may be due, to wake up for it; None = not known."""

    next_at: datetime | None = None

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self._ended: dict[int, float] = {}  # lane → monotonic time: a clock set forward must not shorten the gap

    def wait_seconds(self, most: float) -> float:
        """How long to sleep after a look that found nothing."""
        if self.next_at is None:
            return most
        return min(most, max(0.0, (self.next_at - self.now()) / timedelta(seconds=1)))

    def _look(self) -> Claim | None:
        settings = Settings.current()
        ended = time.monotonic() - settings.interval_seconds
        resting = {lane for lane, end in self._ended.items() if end > ended}
        looked = claim_scheduled(self.now(), settings, resting)
        self.next_at = looked.next_at
        return looked.claim

    def _done(self, taken: Claim) -> None:
        self._ended[taken.lane_id] = time.monotonic()
