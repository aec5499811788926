"""Whatever people, WhatsApp and the network do, in whatever order: nobody is forgotten, doubled or sent to too soon."""

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests import meta
from tests.desk import Desk
from tests.scheduled.sending import message, people, send_one, work
from workchat.contacts.models import Contact
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Delivery
from workchat.scheduled.cancel import cancel
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.models import CANCELLED, DONE, SENDING, ScheduledMessage
from workchat.scheduled.pause import pause
from workchat.scheduled.recipients import send_unknown_again
from workchat.scheduled.record import NotNow
from workchat.scheduled.resume import resume
from workchat.scheduled.start import reschedule, send_late
from workchat.settings.models import Settings
from workchat.whatsapp.answers import NotSent, Refused, Uncertain
from workchat.whatsapp.models import Number

CODES = (131026, 131047, 131048, 131049, 131050, 131000, 131056, 130429, 190, 132015, 999)


class School:
    """Things that may happen, each chosen by chance."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk, self.chance, self.begun = desk, chance, []
        self.again: Counter[int] = Counter()  # delivery -> how many times somebody or something asked for one more
        self.by = desk.cast.ana
        people(desk, 6)
        late = desk.now - timedelta(hours=2)
        self.messages = [message(desk), message(desk, repeat="weekly"), message(desk, due_at=late, repeat="monthly")]

    def step(self) -> None:
        acts = (self.person, self.answer, self.news, self.silence, self.crash, self.mend)
        self.chance.choices(acts, (3, 4, 4, 1, 1, 1))[0]()
        self.send()
        self.desk.later(seconds=self.chance.choice((1, 7, 30, 31, 200, 1000)))
        give_up_on_proof_all_due(self.desk.now)

    def send(self) -> None:
        work(self.desk)
        silent = {f"+{row.wa_id}" for row in Contact.select().where(Contact.opted_out_at.is_null(False))}
        while (left := send_one(self.desk)) is not None:
            self.begun.append(self.desk.now)
            assert left.get("to") not in silent

    def person(self) -> None:
        row = ScheduledMessage.get_by_id(self.chance.choice(self.messages).id)
        verb = self.chance.choice(
            (pause, pause, resume, resume, resume, send_late, send_unknown_again, cancel, reschedule)
        )
        if verb is send_unknown_again:
            unknown = Delivery.select().where(Delivery.scheduled_message == row, Delivery.status == "unknown")
            self.again.update(delivery.id for delivery in unknown)
        with suppress(NotNow):
            if verb is reschedule:
                reschedule(row, self.desk.now + timedelta(minutes=1), self.by, self.desk.now)
            elif verb is not cancel or self.chance.random() < 0.2:
                verb(row, self.by, self.desk.now)

    def answer(self) -> None:
        code = self.chance.choice(CODES)
        answers = (Refused(code, 400, "no"), NotSent("sem rede"), Uncertain("silêncio"))
        self.desk.cloud.errors = [self.chance.choices(answers, (5, 2, 1))[0]]

    def news(self) -> None:
        rows = list(Delivery.select().where(Delivery.attempts > 0).order_by(Delivery.id))
        if not rows:
            return
        row = self.chance.choice(rows)
        wa_id, key = row.wa_id or f"wamid.{row.id}", self.chance.choice((row.key, f"{row.id}.1"))
        if self.chance.random() < 0.5:
            self.again[row.id] += 1
            self.desk.ticks(meta.failed(wa_id, self.chance.choice(CODES), key=key))
        else:
            self.desk.ticks(meta.status(wa_id, self.chance.choice(("sent", "delivered", "read")), key=key))

    def silence(self) -> None:
        self.desk.writes(self.chance.choice(("SAIR", "VOLTAR")), sender="5511900000001")

    def crash(self) -> None:
        if claim_scheduled(self.desk.now, Settings.current()).claim:
            self.begun.append(self.desk.now)

    def mend(self) -> None:
        Number.update(stopped_at=None, stopped_why="").execute()

    def settle(self) -> None:
        """In the end everybody lets everything go on, and nothing more happens."""
        self.desk.cloud.errors = []
        for _ in range(20):
            self.mend()
            for row in ScheduledMessage.select().where(ScheduledMessage.state == "paused"):
                (send_late if row.paused_kind == "late" else resume)(row, self.by, self.desk.now)
            self.desk.later(seconds=400)
            give_up_on_proof_all_due(self.desk.now)
            self.send()


def doubled(school: School) -> list[int]:
    """Deliveries that WhatsApp took more often than it gave them back, or somebody sent them again."""
    taken = Counter(int(body["biz_opaque_callback_data"].split(".")[0]) for body in school.desk.cloud.bodies)
    return [row for row, times in taken.items() if times > 1 + school.again[row]]


def waiting(state: str) -> list[int]:
    of = ScheduledMessage.select(ScheduledMessage.id).where(ScheduledMessage.state == state)
    return [
        row.id
        for row in Delivery.select().where(
            Delivery.status.in_(("queued", "sending")), Delivery.scheduled_message.in_(of)
        )
    ]


def gaps(begun: list[datetime]) -> list[float]:
    return [(b - a).total_seconds() for a, b in zip(begun, begun[1:], strict=False)]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_nobody_is_forgotten_and_the_pace_holds(desk: Desk, seed: int):
    desk.set(weekday_from="00:00", weekday_until="23:59")
    school = School(desk, random.Random(seed))
    for _ in range(80):
        school.step()
    assert min(gaps(school.begun), default=30) >= 30
    school.settle()
    assert min(gaps(school.begun), default=30) >= 30
    assert not waiting(DONE) and not waiting(CANCELLED)
    assert doubled(school) == []
    first = [row.id for row in school.messages]
    assert {row.state for row in ScheduledMessage.select().where(ScheduledMessage.id.in_(first))} <= {DONE, CANCELLED}
    assert ScheduledMessage.select().where(ScheduledMessage.state == SENDING).count() == 0
    assert ScheduledMessage.select().where(ScheduledMessage.previous.is_null(False)).count() == 2
