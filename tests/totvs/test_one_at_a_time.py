"""Each reading takes an RM licence away from the school's people: one at a time, whoever is killed and however many."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from tests.live import fresh_postgres
from tests.processes import until
from tests.rm import HERE, connect, rm
from workchat.config import ROOT, Config, from_environment
from workchat.db import clock, db
from workchat.opening import open_school
from workchat.students.models import APPLYING, READING, StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of
from workchat.totvs.lease import LASTS, LeaseLost, take_lease
from workchat.totvs.models import RmConnection
from workchat.totvs.read_rm import read_all_due
from workchat.vault import vault

__all__ = ["rm"]
ELSEWHERE = "another-host.1:77:1234/abcdef"  # a worker whose process nobody here can see


def test_a_second_worker_waits(school):
    first = take_lease(NOW)
    assert take_lease(NOW + timedelta(seconds=30)) is None
    first.give_back()
    assert take_lease(NOW)


def test_a_worker_that_is_silent_for_a_minute_loses_it_and_is_told(school):
    first = take_lease(NOW)
    second = take_lease(NOW + LASTS)
    with pytest.raises(LeaseLost):
        first.keep()
    second.keep()
    first.give_back()  # changes nothing any more
    assert take_lease(NOW + LASTS) is None


def test_a_killed_worker_of_this_machine_is_not_waited_for(school):
    gone = subprocess.Popen([sys.executable, "-c", "from workchat.outbox.holder import me; print(me())"],
                            cwd=ROOT, stdout=subprocess.PIPE, text=True)  # fmt: skip
    whose = gone.communicate()[0].strip()
    RmConnection.current()
    RmConnection.update(busy_until=NOW + LASTS, busy_token=f"{whose}/abc").execute()
    assert take_lease(NOW)


def test_one_of_another_machine_is_waited_for(school):
    RmConnection.current()
    RmConnection.update(busy_until=NOW + LASTS, busy_token=ELSEWHERE).execute()
    assert take_lease(NOW) is None
    assert take_lease(NOW + LASTS)


def test_a_clock_that_went_back_an_hour_costs_a_minute_and_no_second_request(school):
    RmConnection.current()
    RmConnection.update(busy_until=NOW + timedelta(hours=1), busy_token=ELSEWHERE).execute()
    assert take_lease(NOW) is None
    assert take_lease(NOW + LASTS)


# Committed rows, threads and processes


@pytest.fixture(params=["sqlite", "postgres"])
def committed(request, tmp_path: Path) -> Iterator[Config]:
    """A school whose rows other processes see."""
    if request.param == "sqlite":
        with opened(tmp_path, "") as config:
            yield config
        return
    with fresh_postgres(request.getfixturevalue("postgres_url")) as url, opened(tmp_path, url) as config:
        yield config


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Config]:
    before, keys = db.obj, dict(vault.__dict__)
    config = from_environment({"WORKCHAT_INSTANCE": str(folder), "DATABASE_URL": url})
    open_school(config)
    with db.connection_context():
        yield replace(config, private_hosts=(HERE,))
    db.obj.close_all()
    db.initialize(before)
    vault.__dict__.update(keys)


@pytest.fixture
def sync(committed, rm) -> StudentSync:
    connect(rm)
    rm.faults.licence_when_parallel = True
    return start_rm_sync(None, clock())


@contextmanager
def worker(config: Config) -> Iterator[subprocess.Popen]:
    given = {"WORKCHAT_INSTANCE": str(config.instance), "DATABASE_URL": config.database_url}
    environment = {**os.environ, **given, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "tests/totvs/one_reading.py", HERE], cwd=ROOT, env=environment,
                               stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def asked(rm) -> list[str]:
    return [call.sentence.removeprefix("WORKCHAT.") for call in rm.calls if call.sentence]


def eight_workers(config: Config, over) -> None:
    """They all look for something to read, again and again, until it is over."""
    start = threading.Barrier(8)

    def work() -> None:
        with db.connection_context():
            start.wait()
            while not over():
                read_all_due(clock(), config)

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join(120) for thread in threads]


def test_eight_threads_ask_one_thing_after_the_other(sync, rm, committed):
    rm.faults.slow = 0.2
    eight_workers(committed, lambda: sync_of(sync.id).state == APPLYING)
    assert (asked(rm), rm.most_at_once) == (["ALUNOS", "RESP"], 1)


def test_a_try_that_failed_is_not_taken_up_at_once_by_the_next_worker(sync, rm, committed):
    rm.faults.busy_next = 1
    eight_workers(committed, lambda: sync_of(sync.id).retry_at is not None)
    assert len(rm.calls) == 1
    assert sync_of(sync.id).attempts == 1


def test_two_processes_ask_one_thing_after_the_other(sync, rm, committed):
    rm.faults.slow = 0.5
    with worker(committed) as one, worker(committed) as two:
        for process in (one, two):
            assert process.stdout.readline() == "open\n"
        assert [one.wait(120), two.wait(120)] == [0, 0]
    assert (asked(rm), rm.most_at_once) == (["ALUNOS", "RESP"], 1)
    assert sync_of(sync.id).state == APPLYING


def test_a_reading_that_was_killed_goes_on_at_once_with_what_is_missing(sync, rm, committed):
    rm.faults.slow = 2
    with worker(committed) as process:
        until(lambda: asked(rm) == ["ALUNOS"])
        rm.faults.slow = 60
        until(lambda: asked(rm) == ["ALUNOS", "RESP"])
        process.kill()  # the guardians are a minute away
        process.wait()
    assert (sync_of(sync.id).state, sync_of(sync.id).students_read) == (READING, len(rm.school.students))
    rm.faults.slow, rm.faults.licence_when_parallel = 0, False  # RM itself did not notice that nobody listens any more
    assert read_all_due(clock(), committed)
    assert sync_of(sync.id).state == APPLYING
    assert asked(rm) == ["ALUNOS", "RESP", "RESP"]
