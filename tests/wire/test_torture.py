"""A slice of the fault campaign: kills, lost answers, wrong clocks, a restarting Postgres; nothing doubled or lost."""

import os

import pytest
from peewee import OperationalError

from tests.postgres import connected, fresh_postgres, own_postgres
from tests.torture import plan
from tests.torture.child import Fault, arm_database
from tests.torture.run import torture
from tests.torture.watch import Watch
from workchat import opening
from workchat.db import db

KILLS = 20


@pytest.mark.parametrize("seed", [11])
def test_nothing_is_doubled_or_lost_on_sqlite(tmp_path, seed):
    shown, offences = torture(tmp_path, seed, KILLS)
    assert not offences, f"{shown}\n{offences}"


@pytest.mark.parametrize("seed", [12])
def test_nothing_is_doubled_or_lost_on_postgres(tmp_path, seed):
    with own_postgres() as server:
        shown, offences = torture(tmp_path, seed, KILLS, server.url, server)
    assert not offences, f"{shown}\n{offences}"


def told(watch: Watch, what: str, **more: object) -> None:
    watch.hear({"what": what, "who": 1, "at": 0.0, "delivery": 7, **more})


@pytest.fixture
def watch() -> Watch:
    watch = Watch()
    told(watch, "takes")
    return watch


def killed(watch: Watch, who: int = 1) -> Watch:
    watch.killed(who)
    watch.buried(who, "worker")
    return watch


def test_a_kill_excuses_what_the_worker_had_in_its_hands(watch):
    assert watch.caught(7) is None  # it lives
    assert killed(watch).caught(7) == 1


def test_a_later_kill_does_not_excuse_what_the_worker_was_through_with(watch):
    told(watch, "over")
    told(watch, "takes", delivery=8)
    assert killed(watch).caught(7) is None


def test_the_kill_of_who_held_it_before_excuses_nothing(watch):
    told(watch, "takes", who=2)
    assert killed(watch).caught(7) is None


def test_an_answer_that_a_living_worker_gives_up_is_an_offence_of_its_own(watch):
    told(watch, "over", let_go="OperationalError: database or disk is full")
    assert watch.let_go == ["delivery 7: OperationalError: database or disk is full"]


def test_a_commit_whose_answer_is_lost_was_done_and_looks_to_the_school_like_a_database_that_went_away(
    postgres_url, monkeypatch
):
    before = db.obj
    monkeypatch.setattr(opening, "open_database", opening.open_database)
    arm_database(Fault({"point": plan.before(plan.OTHER), "act": plan.DOUBT, "nth": 1}, 1, os.pipe()[1]))
    with fresh_postgres(postgres_url) as url:
        opened = opening.open_database(url)
        with pytest.raises(OperationalError), opened.connection_context(), db.atomic():
            db.execute_sql("CREATE TABLE kept (id int)")
        with connected(opened):
            assert db.table_exists("kept")
        opened.close_all()
    db.initialize(before)
