"""Postgres is stopped and started while families write and replies leave: everything goes on by itself, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.live import LiveSchool, living
from tests.postgres import Server, own_postgres
from tests.processes import Browser, until
from tests.wire.machines import WhatsApp, answer, check_promise, enter, met, start_pages, statuses, write_on
from workchat.chat.models import Ticket
from workchat.db import AWAY, db, run

FAMILIES, REPLIES, NOTES, AT_ONCE = 6, 60, 60, 6
AWAY_WORDS = "O banco de dados não respondeu"


@dataclass
class Machines:
    server: Server
    school: LiveSchool
    whatsapp: WhatsApp
    ports: list[int]


@pytest.fixture(scope="module")
def machines(tmp_path_factory) -> Iterator[Machines]:
    """Two times pages, two workers, and a Postgres that nobody else uses."""
    with ExitStack() as stack:
        server = stack.enter_context(own_postgres())
        school = stack.enter_context(living(tmp_path_factory.mktemp("restart"), server.url, with_worker=False))
        whatsapp = WhatsApp(school)
        stack.callback(whatsapp.close)
        for _ in range(2):
            school.start("worker", whatsapp.door())
        ports = start_pages(school, 2)
        whatsapp.posts_to(ports)
        yield Machines(server, school, whatsapp, ports)


@pytest.mark.parametrize(("mode", "turn"), [("fast", 0), ("immediate", 1)])
def test_nothing_is_lost_or_doubled_and_nothing_has_to_be_started_again(machines: Machines, mode: str, turn: int):
    server, whatsapp = machines.server, machines.whatsapp
    ana = enter(machines.ports[0])
    pages = [ana.at(port) for port in machines.ports]
    tickets = met(whatsapp, FAMILIES) if turn == 0 else list_of_tickets()
    whatsapp.lasts = 0.03
    answer(tickets, turn * REPLIES, (turn + 1) * REPLIES)
    write_on(whatsapp, FAMILIES, turn * NOTES, (turn + 1) * NOTES)
    until(lambda: len(whatsapp.taken) >= turn * REPLIES + 10)

    server.stop(mode)
    for page in pages:
        status, text = page.get("/chat")
        assert (status, AWAY_WORDS in text) == (503, True)
    server.start()

    until(lambda: all(page.get("/chat")[0] == 200 for page in pages))
    until(connected)
    assert whatsapp.idle()
    until(lambda: statuses() == {"delivered": (turn + 1) * REPLIES}, 60)
    check_promise(whatsapp, (turn + 1) * REPLIES, (turn + 1) * NOTES)
    assert [process.poll() for process in machines.school.processes] == [None] * 4
    for page in (ana, *pages):
        page.close()


def test_who_asks_after_a_restart_that_nobody_noticed_gets_a_page(machines: Machines):
    ana = enter(machines.ports[0])
    with ThreadPoolExecutor(AT_ONCE) as people:  # so that all the connections of the pages are open, and idle
        list(people.map(open_chat, [ana.at(port) for port in machines.ports * AT_ONCE]))
    machines.server.stop()
    machines.server.start()
    pages = [ana.at(port) for port in machines.ports]
    assert [open_chat(page) for page in pages * AT_ONCE] == [200] * len(pages) * AT_ONCE
    until(connected)
    ana.close()


def open_chat(page: Browser) -> int:
    try:
        return page.get("/chat")[0]
    finally:
        page.close()


def list_of_tickets() -> list[Ticket]:
    return list(Ticket.select().order_by(Ticket.id))


def connected() -> bool:
    """The test's own connection broke too."""
    try:
        run("SELECT 1")
    except AWAY:
        db.close()
        return False
    return True
