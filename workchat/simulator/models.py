"""The simulator's own world: phones of invented people, what they see, and the faults one asks for."""

from datetime import datetime

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)

from workchat.contacts.rules import ninth_digit_variant
from workchat.db import Record, clock
from workchat.simulator.rules import Line, Person
from workchat.whatsapp.models import Number


class Phone(Record):
    """An invented person's WhatsApp."""

    name = CharField()
    wa_id = CharField(unique=True)
    bsuid = CharField(unique=True)
    has_username = BooleanField(default=False)  # writes without showing the phone
    last_wrote_at = DateTimeField(null=True)  # the 24-hour window, as Meta keeps it
    fails_with = IntegerField(null=True)  # Meta's code: every message to this phone fails with it

    @property
    def username(self) -> str:
        return "@" + self.name.lower().replace(" ", ".")

    @property
    def person(self) -> Person:
        """As the school may know them."""
        if self.has_username:
            return Person(self.name, self.bsuid, None, self.username)
        return Person(self.name, self.bsuid, self.wa_id)

    @classmethod
    def dialled(cls, to: str) -> "Phone | None":
        """Who answers at these digits, with or without the ninth, as WhatsApp finds them."""
        return cls.fetch("WHERE wa_id IN (?, ?)", to, ninth_digit_variant(to) or to)


class Bubble(Record):
    """A message on an invented phone, in either direction."""

    phone = ForeignKeyField(Phone, on_delete="CASCADE")
    wa_id = CharField(unique=True)
    from_school = BooleanField()
    body = JSONField()  # {"type": kind, kind: {…}, "context": {…}} as it travelled
    text = TextField(default="")
    key = CharField(default="")  # biz_opaque_callback_data
    status = CharField(default="sent")
    unread = BooleanField(default=False)
    at = DateTimeField(default=clock)


class SimulatedMedia(Record):
    """A file that the school uploaded to the simulated WhatsApp."""

    media_id = CharField(unique=True)
    mime = CharField()
    filename = CharField(default="")
    content = BlobField()
    at = DateTimeField(default=clock)


class Faults(Record):
    """One row: what the pretended WhatsApp does wrong on demand."""

    fail_code = IntegerField(default=0)  # 0 = nothing fails
    fail_count = IntegerField(default=0)  # how many sends still fail
    delay_ms = IntegerField(default=0)
    duplicate = BooleanField(default=False)
    reorder = BooleanField(default=False)
    read_receipts = BooleanField(default=True)
    fail_later = BooleanField(default=False)  # taken first, `failed` in a status afterwards
    held = BooleanField(default=False)  # templates are taken, but kept back (Meta: held_for_quality_assessment)

    @classmethod
    def current(cls) -> "Faults":
        return cls.get_or_none(cls.id == 1) or cls(id=1)

    @classmethod
    def take_failure(cls) -> tuple[int, int] | None:
        """Use up one of the failures asked for: (code, how many were left with this one), or None."""
        faults = cls.current()
        if not faults.fail_code or faults.fail_count <= 0:
            return None
        left = cls.fail_count == faults.fail_count
        taken = cls.update(fail_count=cls.fail_count - 1).where(cls.id == 1, left).execute()
        return (faults.fail_code, faults.fail_count) if taken else cls.take_failure()


def simulated() -> Number | None:
    """The simulator's number, in use or not."""
    return Number.get_or_none(Number.is_simulator)


def line_of(number: Number) -> Line:
    return Line(number.phone_number_id, number.account_id, number.display_phone)


def conversation(phone: Phone, most: int = 200) -> list[Bubble]:
    """The last messages of a phone, oldest first."""
    newest = Bubble.select().where(Bubble.phone == phone).order_by(Bubble.id.desc()).limit(most)
    return list(newest)[::-1]


def heard(phone: Phone, now: datetime) -> None:
    """The person wrote: the 24-hour window opens again."""
    Phone.update(last_wrote_at=now).where(Phone.id == phone.id).execute()
