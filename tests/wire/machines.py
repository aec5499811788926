"""WorkChat on several machines: many processes on one Postgres, and a WhatsApp that needs none of it."""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle

from tests.cast import PASSWORD, PASSWORD_HASH
from tests.live import LiveSchool
from tests.processes import Browser, free_port, refuses, until
from workchat.accounts.models import User
from workchat.chat.models import Message, Ticket
from workchat.chat.reply import reply
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.running.models import Duty
from workchat.simulator import wire
from workchat.simulator.models import line_of
from workchat.simulator.post import Postman
from workchat.simulator.rules import Person
from workchat.simulator.school_templates import TEMPLATES
from workchat.whatsapp.models import KeptUpdate

TICKS = ("sent", "delivered")
_serial = count(1)


@dataclass(frozen=True)
class Taken:
    """A message that arrived: on whose phone, what it says, and by which door (of which worker) it came."""

    to: str
    text: str
    door: int


class WhatsApp:
    """Meta's side, in memory: takes messages by one door a worker, tells its ticks, repeats what was not taken."""

    def __init__(self, school: LiveSchool) -> None:
        number = school.number
        self._line, self._secret = line_of(number), number.app_secret
        self._postman, self._doors, self._pages = Postman(), [], iter(())
        self.taken: list[Taken] = []
        self.lasts = 0.0  # seconds of a call
        self.calls: Counter[str] = Counter()  # what else was asked for, by the end of the path

    def posts_to(self, ports: list[int]) -> None:
        """The proxy in front of the pages leads each webhook to the next one."""
        self._pages = cycle(ports)

    def door(self) -> int:
        """Another port that it listens on, for one worker."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Call)
        server.daemon_threads, server.whatsapp = True, self
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._doors.append(server)
        return server.server_port

    def take(self, door: int, body: dict) -> dict:
        """Accept a message: it is on the phone now."""
        time.sleep(self.lasts)
        wamid, to = f"wamid.WORKCHAT{next(_serial)}", body["to"].removeprefix("+")
        self.taken.append(Taken(to, body.get("text", {}).get("body") or body["template"]["name"], door))
        person, key = Person("", f"BR.{to}", to), body["biz_opaque_callback_data"]
        ticks = [wire.status_entry(self._line, person, wamid, status, _now(), key=key) for status in TICKS]
        self._post(ticks)
        return {"messaging_product": "whatsapp", "contacts": [{"wa_id": to}], "messages": [{"id": wamid}]}

    def says(self, person: Person, text: str) -> None:
        """Somebody writes to the school."""
        part, wamid = {"type": "text", "text": {"body": text}}, f"wamid.FAMILY{next(_serial)}"
        self._post([wire.message_entry(self._line, person, wamid, part, _now())])

    def idle(self, seconds: float = 60.0) -> bool:
        """Whether the school took everything."""
        return self._postman.idle(seconds)

    def close(self) -> None:
        for server in self._doors:
            server.shutdown()
            server.server_close()

    def _post(self, entries: list[dict]) -> None:
        self._postman.post(f"http://127.0.0.1:{next(self._pages)}", self._secret, entries)


class _Call(BaseHTTPRequestHandler):
    """One connection of a worker to Meta."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
        self._count()
        self._answer({"data": TEMPLATES if "/message_templates" in self.path else []})

    def do_POST(self) -> None:  # noqa: N802
        self._count()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        taken = "type" in body
        self._answer(self.server.whatsapp.take(self.server.server_port, body) if taken else {"success": True})

    def _count(self) -> None:
        self.server.whatsapp.calls[self.path.split("?")[0].rpartition("/")[2]] += 1

    def _answer(self, content: dict) -> None:
        written = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_words: object) -> None:
        pass


def _now() -> int:
    return int(time.time())


def start_pages(school: LiveSchool, hosts: int, first: str = "") -> list[int]:
    """So many web processes, answering: their ports."""
    ports = [free_port() for _ in range(hosts)]
    for port in ports:
        school.start("web", port, first)
    until(lambda: not any(map(refuses, ports)), 120)
    return ports


def enter(port: int) -> Browser:
    """Ana at her browser, signed in."""
    ana = {"name": "Ana Prado", "role": "administrator", "password_hash": PASSWORD_HASH}
    User.get_or_create(email="ana@escola.example", defaults=ana)
    browser = Browser(port)
    fields = {"csrf_token": browser.token("/login"), "email": "ana@escola.example", "password": PASSWORD}
    browser.ask("POST", "/login", fields)
    assert browser.answer()[0] == 303
    return browser


def person(n: int) -> Person:
    """The n-th family of the town."""
    return Person(f"Família {n:02}", f"BR.55119810000{n:02}", f"55119810000{n:02}")


def met(whatsapp: WhatsApp, people: int) -> list[Ticket]:
    """So many families wrote: each has a ticket, in their order."""
    for n in range(people):
        whatsapp.says(person(n), "Bom dia")
    assert whatsapp.idle()
    tickets = {ticket.contact.wa_id: ticket for ticket in Ticket.select()}
    assert len(tickets) == people
    return [tickets[person(n).wa_id] for n in range(people)]


def write_on(whatsapp: WhatsApp, families: int, first: int, last: int) -> list[str]:
    """The families write in turn, and the school takes it when it can: what they wrote."""
    wrote = [f"recado {n:03}" for n in range(first, last)]
    for n, text in enumerate(wrote):
        whatsapp.says(person(n % families), text)
    return wrote


def answer(tickets: list[Ticket], first: int, last: int) -> None:
    """Bia answers the families in turn, with numbers that grow."""
    bia, _ = User.get_or_create(email="bia@escola.example", defaults={"name": "Bia Rocha"})
    for n in range(first, last):
        reply(tickets[n % len(tickets)].id, bia, f"resposta {n:03}", utcnow())


def keeper(duty: str) -> int | None:
    """The process that keeps this timetable for all (workchat/outbox/holder.py: place:process:beginning)."""
    row = Duty.get_or_none(Duty.name == duty)
    process = row.token.split(":")[1:2] if row else []
    return int(process[0]) if process else None


def statuses() -> dict[str, int]:
    return dict(Counter(row.status for row in Delivery.select(Delivery.status)))


def check_promise(whatsapp: WhatsApp, replies: int, notes: int) -> None:
    """Every answer reached its family once and in order, every note is kept once, and nothing needs a person."""
    arrived = [taken for taken in whatsapp.taken if taken.text.startswith("resposta")]
    assert sorted(taken.text for taken in arrived) == [f"resposta {n:03}" for n in range(replies)]
    for family in {taken.to for taken in arrived}:
        theirs = [taken.text for taken in arrived if taken.to == family]
        assert theirs == sorted(theirs)
    wrote = sorted(row.text for row in Message.select().where(Message.direction == "in", Message.text != "Bom dia"))
    assert wrote == [f"recado {n:03}" for n in range(notes)]
    assert KeptUpdate.select().count() == 0
