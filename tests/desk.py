"""The desk with everything real but the network: signed updates go in, and a fake Cloud API takes what leaves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests import meta
from tests.cast import NOW, Cast
from workchat.chat.models import Message, Ticket
from workchat.db import db, timestamp
from workchat.intake.ask_again import ask_again_all_due
from workchat.intake.give_up_asking import give_up_asking_all_due
from workchat.outbox.claim import claim
from workchat.outbox.deliver import finish
from workchat.outbox.ready import addressed
from workchat.settings.models import Settings, TermsVersion
from workchat.whatsapp.answers import CloudError, Sent
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in


@dataclass
class FakeCloud:
    """Takes what would go to Meta; answers an id, or the errors lined up in `errors` first."""

    bodies: list[dict] = field(default_factory=list)
    errors: list[CloudError] = field(default_factory=list)
    wa_id: str | None = None  # the form of the number that the answer names

    def send(self, _phone_number_id: str, body: dict, _deadline_seconds: float = 20.0) -> Sent:
        if self.errors:
            raise self.errors.pop(0)
        self.bodies.append(body)
        return Sent(f"wamid.out{len(self.bodies)}", self.wa_id, False)

    @property
    def texts(self) -> list[str]:
        return [text_of(body) for body in self.bodies]


def text_of(body: dict) -> str:
    """What the family reads: the text, and the buttons in brackets."""
    if body["type"] == "text":
        return body["text"]["body"]
    if body["type"] == "template":
        return f"modelo {body['template']['name']}"
    buttons = [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]]
    return body["interactive"]["body"]["text"] + "".join(f" [{title}]" for title in buttons)


@dataclass
class Desk:
    """Time moves only when a test says so."""

    cast: Cast
    now: datetime = NOW
    cloud: FakeCloud = field(default_factory=FakeCloud)

    def set(self, **columns) -> None:
        """Change the settings as saving the tabs would."""
        settings = Settings.current()
        for name, value in columns.items():
            setattr(settings, name, value)
        settings.save()
        if columns.get("privacy_url"):
            TermsVersion.create(url=settings.privacy_url, text=f"Termo: {settings.privacy_url}", sha256="0" * 64)

    def later(self, **span) -> None:
        self.now += timedelta(**span)

    def post(self, *messages: dict, received: datetime | None = None) -> None:
        """Meta posts messages; each is stamped with the desk's time unless it brings its own."""
        body = meta.raw(meta.posted(*messages, number=self.cast.number.phone_number_id))
        take_in(read_each(body), {self.cast.number.phone_number_id: self.cast.number}, received or self.now)

    def writes(self, text: str, at: datetime | None = None, **keys) -> None:
        self.post(meta.text(text, at=timestamp(at or self.now), **keys))

    def presses(self, title: str, **keys) -> None:
        """Marta presses a button of the newest bubble that has it."""
        for body in reversed(self.cloud.bodies):
            for button in body.get("interactive", {}).get("action", {}).get("buttons", ()):
                if button["reply"]["title"] == title:
                    self.post(meta.button_reply(button["reply"]["id"], title, at=timestamp(self.now), **keys))
                    return
        raise AssertionError(f"no button {title!r} on the phone")

    def send_all(self) -> list[str]:
        """Let everything leave that may leave now; the texts that reached the phone this time."""
        before = len(self.cloud.bodies)
        while taken := claim(self.now):
            answer = self.call(taken)
            with db.atomic():
                finish(taken, answer, self.now)
        return self.cloud.texts[before:]

    def call(self, taken):
        try:
            return self.cloud.send(taken.number.phone_number_id, addressed(taken.delivery))
        except CloudError as error:
            return error

    def tick(self, delivery, status: str, **keys) -> None:
        """Meta reports a status of one of our messages, by our key alone."""
        self.ticks(
            meta.status(delivery.wa_id or "wamid.unknown", status, at=timestamp(self.now), key=delivery.key, **keys)
        )

    def ticks(self, one: dict) -> None:
        """Meta posts one status as it is given."""
        body = meta.raw(meta.ticked(one, number=self.cast.number.phone_number_id))
        take_in(read_each(body), {self.cast.number.phone_number_id: self.cast.number}, self.now)

    def sweep(self) -> None:
        ask_again_all_due(self.now)
        give_up_asking_all_due(self.now)

    @property
    def ticket(self) -> Ticket:
        """The newest ticket."""
        return Ticket.select().order_by(Ticket.id.desc()).get()

    def notes(self) -> list[str]:
        rows = Message.select().where(Message.direction == "note").order_by(Message.id)
        return [row.text for row in rows]
