"""What a worker has in its hands, told to the one that counts: a kill excuses that, and nothing else."""

import threading

import workchat.outbox.claim
import workchat.scheduled.prepare
import workchat.worker
from workchat.outbox.deliver import Deliverer
from workchat.scheduled.deliver import ScheduledDeliverer

# asked: what this look claims; hand: what this thread has to send; written: whether its end is in the database
_here = threading.local()


def arm_hands(fault) -> None:
    """`fault.tell(what, delivery=…)`: `takes` before each claim, `over` when the one who made it goes on without it."""
    for module in (workchat.outbox.claim, workchat.scheduled.prepare):
        module.run = _telling(module.run, fault)
    worker = workchat.worker.Worker
    Deliverer.take, Deliverer.send = _looking(Deliverer.take, fault), _sending(Deliverer.send, fault)
    for sender in (Deliverer, ScheduledDeliverer):
        sender._finish = _writing(sender._finish)
    worker._take = _back_for_more(worker._take, fault)


def _telling(run, fault):
    """A claim is told before it is made: who knows less than the database does counts wrong."""

    def told(statement: str, *values: object):
        if statement is workchat.outbox.claim.TAKE:
            fault.tell("takes", delivery=values[1])
            _here.asked.append(values[1])
        return run(statement, *values)

    return told


def _looking(take, fault):
    """After a look that failed nobody knows what the database agreed to; the next one that does not knows it."""

    def looking(self):
        _here.asked = self.__dict__.setdefault("asked_until_heard", [])
        taken = take(self)
        _here.hand = taken[0].delivery.id if taken else None
        for delivery in set(_here.asked) - {_here.hand}:
            fault.tell("over", delivery=delivery)
        _here.asked.clear()
        return taken

    return looking


def _sending(send, fault):
    """What is raised here is an answer that nobody keeps: no database that is away excuses it. Nor is one let go in
    silence."""

    def sending(self, taken, body) -> None:
        _here.written = False
        try:
            send(self, taken, body)
        except BaseException as error:
            fault.tell("over", delivery=taken.delivery.id, let_go=f"{type(error).__name__}: {error}"[:200])
            raise
        else:
            fault.tell("over", delivery=taken.delivery.id, let_go="" if _here.written else "not written down")
        finally:
            _here.hand = None

    return sending


def _writing(finish):
    def writing(self, taken, answer) -> None:
        finish(self, taken, answer)
        _here.written = True

    return writing


def _back_for_more(take, fault):
    """A thread does one thing at a time: who comes for the next message has nothing of the last one left to do."""

    def coming(self, deliverer):
        if left := getattr(_here, "hand", None):
            fault.tell("over", delivery=left)
        _here.hand = None
        return take(self, deliverer)

    return coming
