"""The paced sender: takes one message, calls WhatsApp, and writes down what became of it."""

import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from workchat.db import AWAY, clock, db, hold
from workchat.outbox import rules
from workchat.outbox.claim import Claim, claim
from workchat.outbox.enqueue import OUTSIDE_WINDOW
from workchat.outbox.models import BULK, REPLY, Delivery, Lane
from workchat.outbox.ready import outside_window, ready
from workchat.outbox.settle import put_back, refuse, sent, skip
from workchat.outbox.tell import told
from workchat.outbox.unheard import give_back_unheard
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import NotSent, Refused, Sent, Uncertain
from workchat.whatsapp.models import Number

NO_TOKEN = 190  # as Meta would say it
Answer = Sent | Refused | NotSent | Uncertain
LONGEST_PAUSE = 2.0  # seconds between two tries to write an answer down


class Sender(Protocol):
    """What sends: whatsapp.client.CloudApi, or whatever speaks like it."""

    def send(self, phone_number_id: str, body: dict, deadline_seconds: float = 20.0) -> Sent: ...


class Deliverer:
    """Serves the reply lanes. `sender_of` gives the client of a number; `now` is the database's clock."""

    kind = REPLY

    def __init__(self, sender_of: Callable[[Number], Sender], now: Callable[[], datetime] = clock) -> None:
        self.sender_of, self.now = sender_of, now
        self.looking = threading.Lock()  # of several threads that share it, one looks for the next message
        self.looked: float | None = None  # monotonic time of its last look
        self._asked: list[Claim] = []  # to which the database may have agreed, though it went away before it said so
        self.give_up = threading.Event()  # the program ends: answers that cannot be written down are let go

    def deliver_next(self) -> bool:
        """Send one message; False when nothing may leave now. Holds no transaction while it calls WhatsApp."""
        taken = self.take()
        if taken is None:
            return False
        self.send(*taken)
        return True

    def take(self) -> tuple[Claim, dict | Refused | None] | None:
        """Claim the next message, with its whole body; what cannot be sent comes with the reason."""
        try:
            with db.connection_context():
                if self._asked:
                    give_back_unheard(self._asked, self.now())
                    self._asked.clear()
                taken = self._look()
                self.looked = time.monotonic()
                body = ready(taken) if taken else None
        except AWAY:
            raise  # what was asked for goes back at the next look
        except Exception:
            self._asked.clear()
            raise
        self._asked.clear()
        return (taken, body) if taken else None

    def send(self, taken: Claim, body: dict | Refused | None) -> None:
        """Call WhatsApp with what `take` gave, and write down the answer. Whatever fails then, it may have left."""
        self._wait(taken)
        with told(taken) as answered:
            answer = answered(self._call(taken, body) if isinstance(body, dict) else body)
            self._write(taken, answer)

    def wait_seconds(self, most: float) -> float:
        """How long to sleep after a look that found nothing."""
        return most

    def _look(self) -> Claim | None:
        return claim(self.now(), self._asked.append)

    def _wait(self, taken: Claim) -> None:
        """A reply leaves as soon as it is claimed."""

    def _write(self, taken: Claim, answer: Answer | None) -> None:
        """Write down what became of it, also when the database is away or its disk full for a while: it may have left,
        and that must not be forgotten."""
        pause = 0.01
        while True:
            try:
                with db.connection_context():
                    return self._finish(taken, answer)
            except AWAY:
                if self.give_up.wait(pause):
                    raise
                pause = min(2 * pause, LONGEST_PAUSE)

    def _finish(self, taken: Claim, answer: Answer | None) -> None:
        with db.atomic():
            finish(taken, answer, self.now(), random.random())

    def _call(self, taken: Claim, body: dict) -> Answer | None:
        """What WhatsApp answered, or None when the call was not made: this worker froze and its turn is over."""
        if self._is_stale(taken):
            return None
        try:
            send = self._sender(taken.number).send
            return send(taken.number.phone_number_id, body, rules.DEADLINE.total_seconds())
        except (Refused, NotSent, Uncertain) as answer:
            return answer

    def _is_stale(self, taken: Claim) -> bool:
        try:
            with db.connection_context():  # given back before the call, which may last
                return rules.claim_is_stale(taken.at, self.now())
        except AWAY:  # who cannot ask the time does not send
            return True

    def _sender(self, number: Number) -> Sender:
        try:
            return self.sender_of(number)
        except (CannotUnseal, ValueError) as error:  # the key of this database is gone, or what was typed is no token
            raise Refused(NO_TOKEN, 401, "token") from error


def finish(taken: Claim, answer: Answer | None, now: datetime, draw: float = 0.0) -> None:
    """Write the result. The token guards only the lane: a delivery always learns what happened to it.

    `draw`, 0 to 1: how much of the allowed variation the gap after a scheduled message takes.
    """
    delivery = Delivery.fetch(f"WHERE id = ?{hold()}", taken.delivery.id)
    pause = timedelta(0)
    if delivery.started_at != taken.delivery.started_at:
        pass  # a status said meanwhile that this try failed: what comes next is decided already
    elif delivery.status not in ("sending", "unknown") and not isinstance(answer, Sent):
        pass  # a status proved that it left; or this answer is written down already, and only we were not told
    elif answer is None and outside_window(delivery, now):
        skip(delivery, OUTSIDE_WINDOW)
    elif answer is None:
        put_back(delivery, now, called=False)
    elif isinstance(answer, Sent):
        sent(delivery, answer, now)
    elif isinstance(answer, Refused):
        pause = refuse(delivery, answer.code, answer.http, now)
    elif isinstance(answer, NotSent):
        pause = rules.OFFLINE
        put_back(delivery, now, due_at=now + pause, called=False)
    # Uncertain: it stays `sending` and waits for the proof that a status brings (confirm.py).
    _free_lane(taken, now, pause, draw)


def _free_lane(taken: Claim, now: datetime, pause: timedelta, draw: float) -> None:
    changes = {"lease_until": now, "token": "", "next_at": now + pause}
    if taken.kind == BULK:
        changes |= {"last_end_at": now, "draw": draw}
    if taken.delivery.spaced:
        changes["spaced_at"] = now + rules.SPACING
    Lane.change(changes, "WHERE id = ? AND token = ?", taken.lane_id, taken.token)
    if pause:
        Lane.update(next_at=now + pause).where(Lane.number == taken.number.id, Lane.next_at < now + pause).execute()
