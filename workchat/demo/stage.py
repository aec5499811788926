"""The demonstration's stage: time that moves when a conversation goes on, and the simulator's WhatsApp in between."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from workchat.chat.models import Ticket
from workchat.chat.transfer import transfer_all_due
from workchat.contacts.models import find
from workchat.demo.people import Family
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery
from workchat.outbox.settle import refuse, sent
from workchat.simulator import see, wire, write
from workchat.simulator.accept import accept
from workchat.simulator.models import Bubble
from workchat.whatsapp.answers import Sent
from workchat.whatsapp.compose import address
from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in

Course = Iterator[datetime]  # a conversation: it yields when it wants to go on

NOT_REACHED = 131026  # Meta: the number has no WhatsApp


@dataclass
class Stage:
    """What a conversation needs to happen: who plays, the time, and the number through which everything goes."""

    number: Number
    staff: dict
    dice: Random
    now: datetime
    waiting_time: timedelta
    _diary: list[tuple[datetime, int, Course]] = field(default_factory=list)
    _serial: Iterator[int] = field(default_factory=count)

    def plan(self, course: Course, at: datetime) -> None:
        heapq.heappush(self._diary, (at, next(self._serial), course))

    def play(self, until: datetime) -> None:
        """Let every conversation go on in the order of time. What would happen later does not happen."""
        while self._diary and self._diary[0][0] <= until:
            self.now, _, course = heapq.heappop(self._diary)
            following = next(course, None)
            if following is not None:
                self.plan(course, following)
        self.now = until

    def soon(self, least: int, most: int) -> datetime:
        """Some seconds from now."""
        return self.now + timedelta(seconds=self.dice.randint(least, most))

    def writes(self, family: Family, part: str | dict, quoted: str | None = None) -> None:
        """The family sees what came, and writes. What they send is posted as WhatsApp posts it."""
        self.looks(family)
        part = write.text(part) if isinstance(part, str) else part
        self.post(write.write(self.number, family.phone, part, self.now, quoted))
        self.carry()
        self.plan(self._sweep(), self.now + self.waiting_time + timedelta(seconds=10))

    def looks(self, family: Family) -> None:
        """Blue ticks for what the school sent."""
        self.post(see.see(self.number, family.phone, self.now))

    def presses(self, family: Family, choice: str) -> None:
        """The family presses a button of the newest question: `choice` is yes or no."""
        ours = (Bubble.phone == family.phone) & Bubble.from_school
        for bubble in Bubble.select().where(ours).order_by(Bubble.id.desc()).limit(3):
            for button in bubble.body.get("interactive", {}).get("action", {}).get("buttons", ()):
                if button["reply"]["id"].endswith(f":{choice}"):
                    part = write.press(bubble, button["reply"]["id"], button["reply"]["title"])
                    return self.writes(family, part, bubble.wa_id)
        return None

    def ticket_of(self, family: Family) -> Ticket | None:
        """The family's open ticket."""
        contact = find(None if family.phone.has_username else family.phone.wa_id, family.phone.bsuid)
        return contact and Ticket.fetch("WHERE contact_id = ? AND state <> 'closed'", contact.id)

    def question_to(self, family: Family) -> str:
        """The step at which the family's new chat stands; "" when nothing is open."""
        ticket = self.ticket_of(family)
        intake = ticket and Intake.fetch("WHERE ticket_id = ?", ticket.id)
        return intake.step if intake and intake.step != "done" else ""

    def carry(self, end: str = "delivered") -> None:
        """Take to the phones the queued replies. `end`: how far (queued, sending, sent, delivered; or failed)."""
        replies = (Delivery.status == "queued") & Delivery.scheduled_message.is_null()
        for delivery in Delivery.select().where(replies).order_by(Delivery.id):
            if end != "queued" and delivery.due_at <= self.now:
                self._send(delivery, end)

    def _send(self, delivery: Delivery, end: str) -> None:
        attempts = 2 if end == "failed" else 1  # the first went to the other form of the phone
        Delivery.update(status="sending", attempts=attempts, started_at=self.now).where(
            Delivery.id == delivery.id
        ).execute()
        delivery = Delivery.get_by_id(delivery.id)
        if end == "failed":
            refuse(delivery, NOT_REACHED, 400, self.now)
        elif end != "sending":
            quoted = delivery.message.quoted_id
            body = address(delivery.body, recipient=delivery.contact.bsuid, key=delivery.key, quoted=quoted)
            taken = accept(self.number, body, self.now)
            sent(delivery, Sent(taken.answer["messages"][0]["id"], None, False), self.now)
            self.post(taken.entries[:1] if end == "sent" else taken.entries[1:])

    def post(self, entries: list[dict]) -> None:
        """What WhatsApp posts to the school's webhook."""
        if entries:
            take_in(read_each(wire.body(entries)), {self.number.phone_number_id: self.number}, self.now)

    def _sweep(self) -> Course:
        """Nobody answered for too long? Looked at once after each message of a family."""
        transfer_all_due(self.now)
        self.carry()
        yield from ()
