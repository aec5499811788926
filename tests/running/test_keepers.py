"""A worker's threads show that they go on; one that hangs loses its turn, and long work does not."""

import threading
from datetime import timedelta

import pytest

from tests.live import living
from tests.processes import until
from workchat import worker
from workchat.db import clock, db
from workchat.running import duty, heartbeat
from workchat.running.duty import Turn
from workchat.running.models import Duty
from workchat.worker import Task, Worker


@pytest.fixture
def quick(monkeypatch):
    """What hangs is known after a second and a half, and a lease runs out in another."""
    monkeypatch.setattr(duty, "HANGS", dict.fromkeys(duty.HANGS, 1.5))
    monkeypatch.setattr(duty, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr(duty, "MARGIN", 0.5)
    monkeypatch.setattr(heartbeat, "EVERY", 0.05)


def test_a_task_that_hangs_gives_the_turn_to_another_worker(tmp_path, quick, monkeypatch):
    begun, over = threading.Event(), threading.Event()

    def hang(_now) -> None:
        begun.set()
        over.wait()

    monkeypatch.setattr(worker, "timetable", lambda: (Task("hang", 1, hang),))
    with living(tmp_path, with_worker=False) as school:
        hanging, other = Worker(school.config), Turn("timetable")
        hanging.start()
        try:
            assert begun.wait(30)
            until(lambda: took(other), 30)
            assert Duty.get(Duty.name == "timetable").token == other.token
        finally:
            over.set()
            hanging.stop()


def test_a_long_copy_that_goes_on_step_by_step_keeps_its_turn(tmp_path, quick, monkeypatch):
    lasted, over = [], threading.Event()

    def copy(_config, stopping):
        def steps(_now) -> None:
            while not stopping() and not over.wait(0.05):
                lasted.append(0.05)

        return (Task("copy", 1, steps),)

    monkeypatch.setattr(worker, "copies_timetable", copy)
    with living(tmp_path, with_worker=False) as school:
        copying, other = Worker(school.config), Turn("copies")
        copying.start()
        try:
            until(lambda: sum(lasted) > 4, 30)
            assert not took(other)
        finally:
            over.set()
            copying.stop()


def took(turn: Turn) -> bool:
    """Whether another worker, that is well, gets the turn now."""
    turn.goes_on()
    with db.atomic():
        return turn.renew(clock())
