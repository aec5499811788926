"""A day of a school as its server runs it, with names, CPFs and secrets that nobody else has: none is ever written.

Pages and worker are processes of their own; everything that they write is kept and searched.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import meta
from tests.cast import PASSWORD, PASSWORD_HASH
from tests.contacts.spreadsheets import csv, sent
from tests.live import LiveSchool, living
from tests.processes import Browser, free_port, refuses, until
from tests.rm import HERE, connect
from tests.wire.scheduled_school import add_families, open_at_any_hour, send_to_all
from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.config import ROOT
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.import_steps import CHECKING, import_of
from workchat.db import timestamp, utcnow
from workchat.demo.rm.school import invented_school
from workchat.demo.rm.server import FakeRm
from workchat.outbox.models import Delivery
from workchat.scheduled.models import DONE, ScheduledMessage
from workchat.simulator.set_faults import set_faults
from workchat.students.models import READING
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of

NAME, CPF, DOTTED, PHONE = "Canária Lima", "39053344705", "390.533.447-05", "5521976543210"
WRONG, RM, TOKEN, PASS = "canário da senha comprida", "canarioDoTotvs", "EAAcanarioDoToken", "eyJcanario.do.passe"
WORDS, TYPED, ADDRESS = "a Luísa tem alergia a canário", "canario@nada.example", "ana@canario.example"
CANARIES = (NAME, "Canária", CPF, DOTTED, PHONE, PHONE[2:], WRONG, RM, TOKEN, PASS, WORDS, "Luísa", TYPED, ADDRESS,
            PASSWORD)  # fmt: skip

# Inside the processes: a page, a task and a thread that break with all of it in their exception.
BREAK = f"""
import threading
import workchat.cli as cli, workchat.worker as worker
from workchat.accounts.session import public
def broken(*_, **__):
    raise ValueError({" ".join(CANARIES)!r})
timetable, create_app = worker.timetable, cli.create_app
worker.timetable = lambda: (worker.Task("a task that breaks", 1, broken), *timetable())
def with_a_broken_page(config):
    threading.Thread(target=broken).start()
    app = create_app(config)
    app.add_url_rule("/falha/<word>", "broken", public(broken))
    return app
cli.create_app = with_a_broken_page
"""
EXPECTED = {
    "started", "stopped", "request", "webhook", "delivery", "task", "worker failed", "failed", "sign-in refused",
    "not caught",
}  # fmt: skip


@dataclass
class Server:
    """The processes of a school; what each wrote, on both of its outputs."""

    school: LiveSchool
    folder: Path
    port: int

    def start(self, word: str) -> subprocess.Popen:
        program = f"{BREAK}\ncli.main({word!r}, [])"
        given = self.school._environment() | {"WORKCHAT_PORT": str(self.port), "WORKCHAT_LOG": "debug"}
        with (self.folder / f"{word}.out").open("w") as out, (self.folder / f"{word}.err").open("w") as err:
            process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=given, stdout=out, stderr=err)
        self.school.processes.append(process)
        return process

    def post(self, body: bytes, secret: str) -> int:
        browser = Browser(self.port, **{"X-Hub-Signature-256": meta.sign(secret, body), "X-Request-Id": CPF})
        browser._connection.request("POST", "/whatsapp/webhook", body, browser._headers)
        status, _ = browser.answer()
        browser.close()
        return status

    @property
    def written(self) -> str:
        return "\n".join(path.read_text() for path in self.folder.iterdir())

    @property
    def lines(self) -> list[dict]:
        """Every line on standard error, as JSON: another one would fail here."""
        return [json.loads(line) for path in self.folder.glob("*.err") for line in path.read_text().splitlines()]


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    with living(tmp_path / "school", with_worker=False) as school, FakeRm(invented_school(8)) as rm:
        school.config = replace(school.config, private_hosts=(HERE,))
        connect(rm, password=RM)  # not the right one: it is refused with it in hand
        User.create(name=f"{NAME} Prado", email=ADDRESS, role="administrator", password_hash=PASSWORD_HASH)
        open_at_any_hour(0.05)
        (tmp_path / "written").mkdir()
        running = Server(school, tmp_path / "written", free_port())
        for word in ("web", "worker"):
            running.start(word)
        until(lambda: not refuses(running.port), 60)
        yield running


def stop(server: Server) -> None:
    for process in server.school.processes:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(60) for process in server.school.processes] == [0, 0]


def enter(server: Server) -> Browser:
    """Somebody mistypes, then gets in."""
    browser = Browser(server.port, **{"User-Agent": f"{TOKEN} {CPF}", "X-Request-Id": DOTTED})
    for email, password, status in ((TYPED, WRONG, 422), (ADDRESS, PASSWORD, 303)):
        fields = {"csrf_token": browser.token("/login"), "email": email, "password": password}
        browser.ask("POST", "/login", fields)
        assert browser.answer()[0] == status
    return browser


def family_writes(server: Server) -> Ticket:
    number = server.school.number
    who = [meta.contact(PHONE, "BR.77", NAME)]

    def body(phone_number_id: str, wamid: str) -> bytes:
        said = meta.text(f"{WORDS}, CPF {DOTTED}", sender=PHONE, user_id="BR.77", at=timestamp(utcnow()), id=wamid)
        return meta.raw(meta.posted(said, contacts=who, number=phone_number_id))

    good = body(number.phone_number_id, "wamid.CANARIA")
    asked = [(good, number.app_secret), (good, TOKEN), (b"{" + good, number.app_secret),
             (body("999", "wamid.OUTRA"), number.app_secret)]  # fmt: skip
    assert [server.post(*one) for one in asked] == [200, 401, 400, 200]
    return Ticket.get()


def look_around(browser: Browser, ticket: Ticket) -> None:
    """Names and numbers in addresses, in searches, in a file that is not there, in a page that breaks."""
    asked = (f"/chat?q={PHONE}", f"/contacts?q={CPF}", f"/{TOKEN}", f"/static/{CPF}.css", f"/falha/{CPF}?q={PASS}",
             f"/access/{TOKEN}", f"/whatsapp/webhook?hub.mode=subscribe&hub.verify_token={TOKEN}")  # fmt: skip
    assert {browser.get(address)[0] for address in asked} == {200, 403, 404, 410, 500}
    browser.ask("POST", "/embed/launch", {"ticket": PASS, "token": PASS})
    browser.answer()
    token = browser.token(f"/chat/{ticket.id}")
    for text in (WORDS, f"{NAME}: {CPF}"):
        browser.ask("POST", f"/chat/{ticket.id}/reply", {"csrf_token": token, "text": text})
        browser.answer()
    browser.ask(f"CPF-{CPF}", "/chat")
    browser.answer()


def send_and_import(server: Server) -> None:
    """A scheduled message to three families, one of whom WhatsApp refuses; a spreadsheet; TOTVS says no."""
    ana, now = User.get(User.email == ADDRESS), utcnow()
    set_faults(131026, 1, 0)
    add_families(server.school, 3)
    message = send_to_all(server.school, NAME)
    row = sent(SimpleNamespace(ana=ana), csv(f"{NAME};{PHONE};{CPF};05/03/1998;;"), now, f"{NAME}.csv")
    choose_columns(row, row.mapping["header"], row.mapping["columns"], "", "", ana, now)
    sync = start_rm_sync(ana, now)
    until(lambda: ScheduledMessage.get_by_id(message.id).state == DONE, 60)
    until(lambda: import_of(row.id).state != CHECKING, 60)
    until(lambda: sync_of(sync.id).state != READING or sync_of(sync.id).error, 60)
    until(lambda: not Delivery.select().where(Delivery.status.in_(("queued", "sending"))).exists(), 60)


def test_a_whole_day_leaves_no_trace_of_anybody(server):
    browser = enter(server)
    ticket = family_writes(server)
    look_around(browser, ticket)
    send_and_import(server)
    browser.close()
    stop(server)
    written, lines = server.written, server.lines
    assert not [canary for canary in CANARIES if canary.casefold() in written.casefold()]
    assert "Traceback" not in written
    events = {line["event"] for line in lines}
    assert events >= EXPECTED, EXPECTED - events
    asked = [line for line in lines if line["event"] == "request"]
    assert all(len(line["request"]) == 8 for line in asked) and len(asked) > 20
    assert any(line.get("ticket") == ticket.id for line in asked)
    told = [line for line in lines if line["event"] == "delivery"]
    assert {line["status"] for line in told} >= {"sent", "refused"} and all(line["delivery"] for line in told)
    assert sum(line["event"] == "worker failed" for line in lines) <= 3  # it broke every two seconds
