"""What happens at the school meanwhile: families write, agents answer and close, scheduled messages leave."""

import threading
from collections.abc import Callable
from datetime import datetime
from itertools import count
from random import Random

from tests.torture.postman import Postman, line
from tests.torture.school import STRANGERS, School
from tests.torture.times import Clocks
from workchat.chat.close import close
from workchat.chat.models import CLOSED, Ticket
from workchat.chat.reply import CannotReply, reply
from workchat.db import AWAY, clock, db, is_postgres
from workchat.outbox.models import Delivery
from workchat.scheduled.models import DRAFT, PAUSED, SCHEDULED, SENDING, AudiencePart, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.resume import resume
from workchat.scheduled.schedule import schedule
from workchat.scheduled.start import send_late
from workchat.simulator import wire
from workchat.simulator import write as parts
from workchat.simulator.rules import Person
from workchat.whatsapp.models import Template

WAITING = 60  # queued replies: more are not written before some left
UNDER_WAY = (SCHEDULED, SENDING, PAUSED)


class Work:
    """Two threads of the main process. `promised`: deliveries of replies that an agent saw accepted."""

    def __init__(self, seed: int, school: School, postman: Postman, clocks: Clocks) -> None:
        self._draw, self._school, self._postman, self._clocks = Random(f"{seed}/work"), school, postman, clocks
        self._over, self._serial, self._titles = threading.Event(), count(1), count(1)
        self.promised: dict[int, str] = {}
        self.written: dict[str, tuple[str, str]] = {}  # id of an inbound message → (wa_id, text)
        self.closed, self.broken = 0, []  # how many tickets; what stopped an agent, and no database was away
        self._threads = [threading.Thread(target=self._often, args=what) for what in
                         ((self._family_writes, 0.12), (self._agents, 0.12), (self._schedule, 0.5))]  # fmt: skip

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No more work; what is written already still has to arrive."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def now(self) -> datetime:
        """The agents' pages are on the same host as the rest, when there is only one."""
        return clock() + self._clocks.off(0) * (not is_postgres())

    def _often(self, act: Callable[[], None], seconds: float) -> None:
        while not self._over.wait(seconds):
            try:
                with db.connection_context():
                    act()
            except (*AWAY, CannotReply, NotNow):
                continue
            except Exception as error:
                self.broken.append(f"{type(error).__name__}: {error}")

    def _family_writes(self) -> None:
        place, serial = self._draw.randrange(STRANGERS), next(self._serial)
        person = Person(f"Mãe {place}", f"BR.{7000 + place}", f"551197{place:07}")
        number, wamid = self._school.numbers[place % 2], f"wamid.in.{serial}"
        text = "aceito" if serial % 3 == 0 else f"Pergunta {serial} da família {place}"
        at = int(datetime.now().timestamp())
        entry = wire.message_entry(line(number.phone_number_id), person, wamid, parts.text(text), at)
        self.written[wamid] = (person.wa_id, text)
        self._postman.inbound += 1
        self._postman.post(entry)

    def _agents(self) -> None:
        replies = Delivery.select().where(Delivery.scheduled_message.is_null())
        waiting = replies.where(Delivery.status == "queued").count()
        tickets = list(Ticket.select(Ticket.id).where(Ticket.state != CLOSED).order_by(Ticket.id))
        if not tickets or waiting > WAITING:
            return
        for _ in range(4):
            ticket = self._draw.choice(tickets)
            text = f"Resposta {next(self._serial)}"
            made = reply(ticket.id, self._school.bia, text, self.now())
            self.promised[made.id] = text
        if self._draw.random() < 0.05:
            close(tickets[0].id, self._school.bia, None, True, self.now())
            self.closed += 1

    def _schedule(self) -> None:
        """Each number always has something to send."""
        settle(self._school, self.now)
        if self._clocks.off(0):
            return  # "now" would be an hour away
        for number in self._school.numbers:
            mine = ScheduledMessage.select().where(ScheduledMessage.number == number)
            if not mine.where(ScheduledMessage.state.in_(UNDER_WAY)).exists():
                self._send_to_all(number)

    def _send_to_all(self, number) -> None:
        template, title = Template.get(Template.number == number), f"Aviso {next(self._titles)}"
        with db.atomic():
            message = ScheduledMessage.create(
                title=title, number=number, content="template", template=template, state=DRAFT,
                parameters={"1": f"{title} {{{{nome}}}}"}, created_by=self._school.bia,
            )  # fmt: skip
            AudiencePart.create(scheduled_message=message, kind="all")
        schedule(message, message.version, 0, self._school.bia, self.now())


def settle(school: School, now: Callable[[], datetime]) -> None:
    """A person lets go on what a rule paused, and decides about what fell due while a clock was wrong."""
    try:
        with db.connection_context():
            for paused in ScheduledMessage.select().where(ScheduledMessage.state == PAUSED):
                (send_late if paused.paused_kind == "late" else resume)(paused, school.bia, now())
    except (*AWAY, NotNow):
        return


def open_rows() -> dict[str, int]:
    """How many deliveries have not come to an end, by status; and scheduled messages that go on."""
    with db.connection_context():
        found = {status: Delivery.select().where(Delivery.status == status).count() for status in ("queued", "sending")}
        going = ScheduledMessage.state.in_(UNDER_WAY)
        found["scheduled messages"] = ScheduledMessage.select().where(going).count()
    return {what: number for what, number in found.items() if number}
