"""Eight times pages and eight workers on one Postgres as it comes out of the box: they share everything, once."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.live import LiveSchool, living
from tests.postgres import postgres
from tests.processes import Browser, until
from tests.wire.machines import WhatsApp, answer, enter, keeper, met, start_pages
from workchat.config import Config
from workchat.db import clock, run
from workchat.outbox.models import Delivery
from workchat.running.models import Program
from workchat.scheduled.models import LONG_AGO
from workchat.worker import KEPT, copies_timetable, network_timetable, students_timetable, timetable

PAGES, WORKERS, FAMILIES, REPLIES, BURST, OPENED = 8, 8, 8, 160, 10, 10
AT_ONCE = 8  # people on each host: more than its pages have connections
MOST = 100 - 3  # Postgres' default, without the three that it keeps for its administrators
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
# Each time that some worker begins a task, as the database sees it: when it is due again.
WRITE_DOWN = """
CREATE TABLE begun (name text, next_at timestamp);
CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO begun VALUES (NEW.name, NEW.next_at); RETURN NEW; END $$;
CREATE TRIGGER write_down AFTER UPDATE ON duty FOR EACH ROW WHEN (NEW.next_at > OLD.next_at AND NEW.next_at > now())
    EXECUTE FUNCTION write_down()"""

SHORTEST = """SELECT name, EXTRACT(EPOCH FROM MIN(gap)) FROM (
    SELECT name, next_at - LAG(next_at) OVER (PARTITION BY name ORDER BY next_at) AS gap FROM begun
) AS gaps WHERE gap IS NOT NULL GROUP BY name"""


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> Iterator[tuple[LiveSchool, WhatsApp, list[int]]]:
    """The whole network of schools: sixteen processes, and a WhatsApp with a door for each worker."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres())
        school = stack.enter_context(living(tmp_path_factory.mktemp("several"), url, with_worker=False))
        run(WRITE_DOWN)
        whatsapp = WhatsApp(school)
        stack.callback(whatsapp.close)
        for _ in range(WORKERS):
            school.start("worker", whatsapp.door())
        ports = start_pages(school, PAGES)
        whatsapp.posts_to(ports)
        until(lambda: alive() == {"web": PAGES, "worker": WORKERS}, 120)
        yield school, whatsapp, ports


def alive() -> dict[str, int]:
    return dict(Counter(row.kind for row in Program.select().where(Program.ended_at.is_null())))


def test_all_answer_and_fit_into_postgres_default_connections(school):
    _, _, ports = school
    ana, over, counted = enter(ports[0]), threading.Event(), [run(OPEN).fetchone()[0]]
    with ThreadPoolExecutor(AT_ONCE * PAGES) as people:
        asked = [people.submit(read_pages, ana.at(port)) for port in ports for _ in range(AT_ONCE)]
        while not all(one.done() for one in asked):
            counted.append(run(OPEN).fetchone()[0])
            over.wait(0.02)
    ana.close()
    assert Counter(status for one in asked for status in one.result()) == {200: len(asked) * OPENED}
    assert PAGES + WORKERS < max(counted) <= MOST


def read_pages(browser: Browser) -> list[int]:
    """Somebody opens the Chat again and again."""
    try:
        return [browser.get("/chat")[0] for _ in range(OPENED)]
    finally:
        browser.close()


def test_the_workers_share_the_replies_and_none_goes_twice(school):
    _, whatsapp, _ = school
    tickets = met(whatsapp, FAMILIES)
    for begun in range(0, REPLIES, BURST):  # who looks first takes a whole burst; then all look again
        answer(tickets, begun, begun + BURST)
        until(lambda upto=begun + BURST: len(whatsapp.taken) >= upto, 120)
    assert whatsapp.idle()
    until(lambda: Counter(row.status for row in Delivery.select()) == {"delivered": REPLIES}, 60)
    assert sorted(taken.text for taken in whatsapp.taken) == [f"resposta {n:03}" for n in range(REPLIES)]
    for ticket in tickets:
        theirs = [taken.text for taken in whatsapp.taken if taken.to == ticket.contact.wa_id]
        assert theirs == sorted(theirs)
    assert len({taken.door for taken in whatsapp.taken}) > 1


def test_what_is_due_is_done_once_over_all_workers(school):
    school, whatsapp, _ = school
    tasks = kept_tasks(school.config)
    for times in (1, 2):
        until(lambda: begun() >= tasks.keys(), 60)
        until(lambda times=times: whatsapp.calls["message_templates"] == times)
        assert {name: gap for name, gap in run(SHORTEST).fetchall() if gap < tasks[name]} == {}
        run("DELETE FROM begun")
        run("UPDATE duty SET next_at = ? WHERE next_at <> ?", clock(), LONG_AGO)


def kept_tasks(config: Config) -> dict[str, float]:
    """What is done so seldom that the database keeps when, and how often: seconds."""
    slow = [table(config, lambda: False) for table in (students_timetable, copies_timetable)]
    tables = (timetable(), network_timetable(config), *slow)
    return {task.name: task.every for tasks in tables for task in tasks if task.every >= KEPT}


def begun() -> set[str]:
    return {name for (name,) in run("SELECT DISTINCT name FROM begun").fetchall()}


def test_a_killed_keeper_is_replaced_and_the_others_go_on(school):
    school, whatsapp, _ = school
    killed = keeper("timetable")
    process = next(process for process in school.processes if process.pid == killed)
    process.kill()
    process.wait()
    until(lambda: keeper("timetable") not in (killed, None), 60)
    assert keeper("timetable") in {process.pid for process in school.processes if process.poll() is None}
    before = len(whatsapp.taken)
    answer(met(whatsapp, FAMILIES), REPLIES, REPLIES + FAMILIES)
    until(lambda: len(whatsapp.taken) == before + FAMILIES, 60)
