"""A school that really runs: its own committed database, a real server on a free port, the worker, the simulator.

from tests.live import live_school  # a fixture, on SQLite and on Postgres
def test_marta_is_greeted(live_school):
    live_school.writes("Marta", "oi")
    assert live_school.until(lambda: live_school.texts("Marta") == ["Olá!"])
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from waitress.server import create_server

from tests.postgres import connected
from tests.postgres import fresh_postgres as fresh_postgres
from workchat import create_app
from workchat.config import ROOT, Config, from_environment
from workchat.db import db, utcnow
from workchat.opening import open_school
from workchat.simulator import write as parts
from workchat.simulator.connect import ensure_simulator
from workchat.simulator.models import Bubble, Phone, conversation, simulated
from workchat.simulator.post import Postman
from workchat.simulator.see import see
from workchat.simulator.shown import screen
from workchat.vault import vault
from workchat.whatsapp.models import Number
from workchat.worker import Worker


@dataclass
class LiveSchool:
    """The running school. Its rows are committed; `db` is connected in the test's thread."""

    config: Config
    postman: Postman
    worker: Worker | None = None
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.config.local_url

    @property
    def number(self) -> Number:
        return simulated()

    def phone(self, name: str) -> Phone:
        """The phone of an invented person, by the beginning of the name: Marta, João, Luciana, Renato, Duda."""
        return Phone.get(Phone.name.startswith(name))

    def writes(self, name: str, *bodies: str | dict) -> None:
        """The person writes, one message a body; a dict is a part as workchat.simulator.write makes them."""
        for body in bodies:
            part = parts.text(body) if isinstance(body, str) else body
            self.post(parts.write(self.number, self.phone(name), part, utcnow()))

    def presses(self, name: str, title: str) -> None:
        """The person presses the newest button that has this title."""
        phone = self.phone(name)
        for shown in reversed(screen(phone).bubbles):
            for button_id, words in shown.buttons:
                if words == title:
                    part = parts.press(shown.row, button_id, title)
                    return self.post(parts.write(self.number, phone, part, utcnow(), shown.row.wa_id))
        raise AssertionError(f"no button {title!r} on the phone of {name}")

    def looks(self, name: str) -> None:
        """The person opens the conversation: blue ticks for the school."""
        self.post(see(self.number, self.phone(name), utcnow()))

    def texts(self, name: str) -> list[str]:
        """What the school's messages say on the person's phone, oldest first."""
        return [bubble.text for bubble in self.bubbles(name) if bubble.from_school]

    def bubbles(self, name: str) -> list[Bubble]:
        return conversation(self.phone(name))

    def post(self, entries: list[dict]) -> None:
        """Send webhooks to the school, signed, and wait until it took them all."""
        self.postman.post(self.url, self.number.app_secret, entries)
        assert self.postman.idle(60), "the school did not take the webhooks"

    def until(self, true: Callable[[], object], seconds: float = 60.0) -> bool:
        """Whether it becomes true before the time is over."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                return False
            threading.Event().wait(0.02)
        return True

    def start(self, word: str, port: int | None = None, first: str = "", **env: str) -> subprocess.Popen:
        """A process of its own: "worker" (or "web" on another port), on this school's database. Killed at the end.

        `port`: where web listens; where a worker finds the pretended WhatsApp. `first`: Python to run there before.
        """
        command = [sys.executable, "-c", f"{first}\nfrom workchat.cli import main; main({word!r}, [])"]
        given = self._environment() | ({"WORKCHAT_PORT": str(port)} if port else {}) | env
        self.processes.append(subprocess.Popen(command, cwd=ROOT, env=given, text=True))
        return self.processes[-1]

    def rests(self) -> None:
        """The worker goes: what is due stays as it is."""
        if self.worker:
            self.worker.stop()
        self.worker = None

    def works(self) -> None:
        """The worker comes back: what is due is done."""
        self.worker = Worker(self.config)
        self.worker.start()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKCHAT_")}
        given = {"INSTANCE": self.config.instance, "KEYS": self.config.keys, "PORT": self.config.port,
                 "PRIVATE_HOSTS": " ".join(self.config.private_hosts)}  # fmt: skip
        mine = {f"WORKCHAT_{name}": str(value) for name, value in given.items()}
        return {**kept, **mine, "DATABASE_URL": self.config.database_url}

    def stop(self) -> None:
        self.rests()
        for process in self.processes:
            process.kill()
            process.wait()


@contextmanager
def living(folder: Path, database_url: str = "", with_worker: bool = True) -> Iterator[LiveSchool]:
    """Run a school in a folder (SQLite there, unless a Postgres URL is given). Not beside the `school` fixture."""
    before, keys = db.obj, dict(vault.__dict__)
    config = replace(from_environment({"WORKCHAT_INSTANCE": str(folder), "DATABASE_URL": database_url}), port=0)
    open_school(config)
    opened = db.obj
    with connected(opened):
        ensure_simulator(config)
        with serving(config) as (served, app):
            school = LiveSchool(served, app.extensions["postman"], Worker(served) if with_worker else None)
            try:
                if school.worker:
                    school.worker.start()
                yield school
            finally:
                school.stop()
                school.postman.idle(2)
    opened.close_all()
    db.initialize(before)
    vault.__dict__.update(keys)


@contextmanager
def serving(config: Config) -> Iterator[tuple]:
    """waitress on a free port in a thread: yields the configuration with that port, and the app."""
    app = create_app(config)
    app.extensions["postman"] = Postman()
    server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None, clear_untrusted_proxy_headers=True)
    port = server.effective_port
    served = replace(config, port=port, url=f"http://127.0.0.1:{port}")
    app.config["SCHOOL"] = served
    over = threading.Event()

    def answer() -> None:
        while not over.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=answer, name="live school")
    thread.start()
    try:
        yield served, app
    finally:
        over.set()
        thread.join()
        server.task_dispatcher.shutdown(timeout=2)
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def live_school(request, tmp_path) -> Iterator[LiveSchool]:
    """A running school with the worker in a thread, on both databases."""
    if request.param == "sqlite":
        with living(tmp_path) as school:
            yield school
        return
    with fresh_postgres(request.getfixturevalue("postgres_url")) as url, living(tmp_path, url) as school:
        yield school
