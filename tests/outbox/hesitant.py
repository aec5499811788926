"""A sender whose database goes away at the worst moments, and the answer that it should send."""

import pytest
from peewee import InterfaceError, OperationalError

from tests.cast import ticket
from tests.desk import Desk
from workchat.chat.reply import reply
from workchat.outbox.deliver import Deliverer
from workchat.outbox.models import Delivery


class Hesitant(Deliverer):
    """`away`: how often the database goes away, right after it did what it was asked, or instead of it."""

    away_after_look = away_before_writing = away_after_writing = 0
    away_for_clock = False

    def _look(self):
        taken = super()._look()
        self.away_after_look -= 1
        if self.away_after_look == 0:
            raise OperationalError("server closed the connection unexpectedly")
        return taken

    def _is_stale(self, taken):
        before = self.now
        if self.away_for_clock:
            self.now = self._gone
        try:
            return super()._is_stale(taken)
        finally:
            self.now = before

    def _gone(self):
        raise InterfaceError("connection already closed")

    def _finish(self, taken, answer):
        self.away_before_writing -= 1
        if self.away_before_writing >= 0:
            raise OperationalError("database or disk is full")
        super()._finish(taken, answer)
        self.away_after_writing -= 1
        if self.away_after_writing == 0:
            raise OperationalError("the connection is lost")


@pytest.fixture
def answered(desk: Desk) -> Delivery:
    return reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)


@pytest.fixture
def sender(desk: Desk) -> Hesitant:
    return Hesitant(lambda number: desk.cloud, now=lambda: desk.now)


def now(delivery: Delivery) -> Delivery:
    return Delivery.get_by_id(delivery.id)
