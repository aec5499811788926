"""A sender whose database goes away at the worst moments."""

from peewee import InterfaceError, OperationalError

from workchat.outbox.deliver import Deliverer


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
