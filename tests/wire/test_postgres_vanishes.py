"""Postgres vanishes from the network and says nothing any more: pages and /health say so soon, however many ask."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from peewee import OperationalError

from tests.postgres import fresh_postgres
from tests.processes import Browser, free_port, running, until
from workchat.db import db, open_database

PEOPLE, SOON = 40, 3.5  # seconds: two for the connection, the rest for a busy machine


class Cable:
    """Between the pages and Postgres. Pulled: who calls is never answered, who talked is cut off."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        said = parse_qs(place.query)
        self._socket = f"{said['host'][0]}/.s.PGSQL.5432"
        self._door, self._open, self.pulled = socket.create_server(("127.0.0.1", 0)), [], False
        self.url = f"postgresql://{said['user'][0]}@127.0.0.1:{self._door.getsockname()[1]}{place.path}"
        threading.Thread(target=self._take, daemon=True).start()

    def pull(self) -> None:
        self.pulled = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _take(self) -> None:
        while True:
            caller, _ = self._door.accept()
            self._open.append(caller)
            if not self.pulled:
                there = socket.socket(socket.AF_UNIX)
                there.connect(self._socket)
                self._open.append(there)
                for ends in ((caller, there), (there, caller)):
                    threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def never_answering() -> Iterator[str]:
    """A port that takes every call and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as door:
        yield f"postgresql://escola@127.0.0.1:{door.getsockname()[1]}/escola"


def test_everybody_hears_it_at_the_same_time():
    before = db.obj
    with never_answering() as url, ThreadPoolExecutor(20) as people:
        opened = open_database(url, connections=6)
        try:
            took = list(people.map(lambda _: refused_after(), range(20)))
        finally:
            opened.close_all()
            db.initialize(before)
    assert max(took) < SOON


def refused_after() -> float:
    """Seconds until this thread knows that there is no connection to be had."""
    began = time.monotonic()
    with pytest.raises(OperationalError):
        db.connect()
    return time.monotonic() - began


def test_a_load_balancer_hears_it_soon_while_many_people_ask_for_pages(tmp_path, postgres_url):
    port = free_port()
    with fresh_postgres(postgres_url) as url:
        cable = Cable(url)
        with running("web", "--port", port, instance=tmp_path, DATABASE_URL=cable.url) as pages:
            pages.says("WorkChat em")
            people = [Browser(port) for _ in range(PEOPLE)]
            assert ask("/health", people[0])[0] == 200
            cable.pull()
            with ThreadPoolExecutor(PEOPLE) as at_once:
                paths = ["/health" if turn % 10 == 9 else "/login" for turn in range(PEOPLE)]
                answers = list(at_once.map(ask, paths, people))
            assert {status for status, _ in answers} == {503}
            assert max(seconds for _, seconds in answers) < SOON
            assert ask("/health", people[0])[0] == 503
            cable.pulled = False
            until(lambda: ask("/health", people[0])[0] == 200)
            for person in people:
                person.close()
            pages.tell_to_stop()
            assert pages.ends() == 0


def ask(path: str, browser: Browser) -> tuple[int, float]:
    """The answer, and after how many seconds."""
    began = time.monotonic()
    return browser.get(path)[0], time.monotonic() - began
