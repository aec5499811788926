"""B2: how many texts leave a second when WhatsApp answers at once, and how many ticks are written, by one process."""

import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests import meta
from tests.bench.measure import PER_SECOND, Row, Sample, Table, alternate
from tests.bench.plan import Plan
from tests.bench.school import school
from workchat.chat.models import CLOSED, Ticket
from workchat.chat.say import say
from workchat.db import db, open_database, timestamp, utcnow
from workchat.outbox.deliver import Deliverer
from workchat.whatsapp.answers import Sent
from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in

TICKETS, REQUESTS, MOST_TICKETS = 2000, 500, 500
QUEUED, SENT, ONE, TWENTY = "texts queued", "texts sent", "ticks, one a POST", "ticks, 20 a POST"
RAW = "raw UPDATE by id"
UPDATE = "UPDATE delivery SET status = status, finished_at = ? WHERE id = ?"
AIMS = {ONE: "≥ 30 %", TWENTY: "≥ 60 %"}


def bench(plan: Plan) -> list[Table]:
    before = db.obj
    with school(plan.folder / "school", plan.tickets or TICKETS, seed=plan.seed):
        pass
    file = plan.folder / "school" / "workchat.db"
    opened = open_database(str(file), "NORMAL")
    outbox = Outbox(plan.requests or REQUESTS)
    things = {QUEUED: outbox.queue, SENT: outbox.send, ONE: partial(outbox.tick, "delivered", 1),
              TWENTY: partial(outbox.tick, "read", 20), RAW: partial(raw_updates, file, outbox)}  # fmt: skip
    found = alternate(plan.rounds, {name: (PER_SECOND, measure) for name, measure in things.items()})
    opened.close_all()
    db.initialize(before)
    limits = {name: {} if name == RAW else {"of raw UPDATE": found[RAW]} for name in found}
    rows = [Row(measured, limits[name], AIMS.get(name, "")) for name, measured in found.items()]
    return [Table("B2", "texts sent and ticks written a second, no network, SQLite synchronous=NORMAL", rows)]


class Outbox:
    """Texts to the families of the open tickets, in rounds: queued, sent, delivered, read. It is their WhatsApp too."""

    def __init__(self, many: int) -> None:
        self.many, self.sent, self._serial = many, [], itertools.count(1)
        with db.connection_context():
            self.number = Number.get()
            self.tickets = Ticket.fetch_all("WHERE state <> 'closed' ORDER BY id LIMIT ?", MOST_TICKETS)
            Ticket.update(last_inbound_at=utcnow()).where(Ticket.state != CLOSED).execute()

    def queue(self) -> Sample:
        with db.connection_context():
            now, some = utcnow(), itertools.islice(itertools.cycle(self.tickets), self.many)
            for ticket in self.tickets:
                ticket.last_inbound_at = now
            return rate(self.many, (partial(self._say, ticket) for ticket in some))

    def send(self) -> Sample:
        self.sent = []
        deliverer = Deliverer(lambda _number: Cloud(self.sent, self._serial), utcnow)
        return rate(self.many, itertools.repeat(deliverer.deliver_next, self.many))

    def tick(self, state: str, together: int) -> Sample:
        """Meta's JSON of so many statuses a POST, read and stored."""
        at = timestamp(utcnow())
        ticks = (meta.status(wa_id, state, at=at, key=key) for wa_id, key in self.sent)
        posts = [meta.raw(meta.ticked(*some, number=self.number.phone_number_id)) for some in batched(ticks, together)]
        with db.connection_context():
            return rate(self.many, (partial(self._post, body) for body in posts))

    def _say(self, ticket: Ticket) -> None:
        with db.atomic():
            say(ticket, "Olá! O boleto de novembro já está no portal.", "agent", utcnow())

    def _post(self, body: bytes) -> None:
        take_in(read_each(body), {self.number.phone_number_id: self.number}, utcnow())


class Cloud:
    """WhatsApp, which takes everything at once."""

    def __init__(self, sent: list[tuple[str, str]], serial: Iterator[int]) -> None:
        self._sent, self._serial = sent, serial

    def send(self, _phone_number_id: str, body: dict, _deadline_seconds: float = 20.0) -> Sent:
        wa_id = f"wamid.OUT{next(self._serial):012}"
        self._sent.append((wa_id, body["biz_opaque_callback_data"]))
        return Sent(wa_id, body["to"].lstrip("+"), False)


def raw_updates(file: Path, outbox: Outbox) -> Sample:
    """One row a transaction, by Python's sqlite3 alone."""
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute("PRAGMA synchronous=NORMAL")
    ids = [key.partition(".")[0] for _, key in outbox.sent]
    found = rate(outbox.many, (partial(plain.execute, UPDATE, (str(utcnow()), row)) for row in ids))
    plain.close()
    return found


def rate(many: int, acts: Iterator[Callable[[], object]]) -> Sample:
    """So many a second, and what one costs the processor, in ms."""
    begin, cpu = time.perf_counter(), time.process_time()
    for act in acts:
        act()
    return Sample(many / (time.perf_counter() - begin), cpu=(time.process_time() - cpu) / many * 1000)


def batched(things: Iterator[dict], size: int) -> Iterator[list[dict]]:
    while some := list(itertools.islice(things, size)):
        yield some
