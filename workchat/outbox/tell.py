"""What the person who looks after the server reads of each message: what WhatsApp answered."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workchat.log import INFO, WARNING, about, tell
from workchat.outbox.claim import Claim
from workchat.whatsapp.answers import NotSent, Refused, Sent, Uncertain

Answer = Sent | Refused | NotSent | Uncertain | None
STATUS = {Sent: "sent", Refused: "refused", NotSent: "not sent", Uncertain: "uncertain", type(None): "not called"}


@contextmanager
def told(taken: Claim) -> Iterator[Callable[[Answer], Answer]]:
    """Lines from here on bear the delivery. Yields what tells the answer, and gives it back: before it is written
    down, which may have to wait for the database."""
    delivery = taken.delivery
    scheduled = {"scheduled": delivery.scheduled_message_id} if delivery.scheduled_message_id else {}
    with about(delivery=delivery.id, number=taken.number.id, **scheduled):
        began = time.monotonic()

        def answered(answer: Answer) -> Answer:
            refused = {"code": answer.code, "http": answer.http} if isinstance(answer, Refused) else {}
            level, status = INFO if isinstance(answer, Sent) else WARNING, STATUS.get(type(answer), "other")
            ms = round((time.monotonic() - began) * 1000, 1)
            tell("delivery", level, lane=taken.kind, attempt=delivery.attempts, status=status, ms=ms, **refused)
            return answer

        yield answered
