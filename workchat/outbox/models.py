"""Everything that WorkChat sends is first a row here, written together with the reason for it."""

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)

from workchat.chat.models import Message
from workchat.contacts.models import Contact
from workchat.db import Record, clock
from workchat.scheduled.models import LONG_AGO, ScheduledMessage
from workchat.whatsapp.models import Number

REPLY, BULK = "reply", "bulk"


class Lane(Record):
    """One file of messages of a number: replies (people are waiting) and bulk (paced) never wait for each other."""

    number = ForeignKeyField(Number, on_delete="CASCADE")
    kind = CharField()  # unique with number
    next_at = DateTimeField()
    spaced_at = DateTimeField()  # the next message that a sweep caused leaves no sooner
    lease_until = DateTimeField()
    token = CharField(default="")
    # Bulk only. The pause counts from here, with the interval as it is when the next one wants to leave.
    last_end_at = DateTimeField(default=LONG_AGO)  # end of the last send; while one is under way, of its lease
    since_pause = IntegerField(default=0)  # messages since the last longer pause
    draw = DoubleField(default=0.0)  # 0 to 1: how much of the allowed variation the next gap takes
    rests_until = DateTimeField(default=LONG_AGO)  # quiet hours or a used-up day: not worth a look before


class Delivery(Record):
    number = ForeignKeyField(Number)
    lane = ForeignKeyField(Lane)
    contact = ForeignKeyField(Contact)
    message = ForeignKeyField(Message, null=True, unique=True)
    scheduled_message = ForeignKeyField(ScheduledMessage, null=True, backref="deliveries")  # once a contact
    body = JSONField()  # Meta's JSON without the recipient
    status = CharField(default="queued")
    automatic = BooleanField(default=False)  # outside the 24-hour window it is skipped, not failed
    spaced = BooleanField(default=False)  # caused by a sweep: 2 s from the one before
    dial = CharField(null=True)  # the other ninth-digit form, tried once when the first reached nobody
    after = ForeignKeyField("self", null=True)  # waits for that one's `delivered`, 10 s at most
    due_at = DateTimeField()
    attempts = IntegerField(default=0)
    wa_id = CharField(null=True, unique=True)
    started_at = DateTimeField(null=True)
    sent_at = DateTimeField(null=True)  # when it left: WhatsApp's `sent` status, else the answer to our call
    finished_at = DateTimeField(null=True)
    error_code = IntegerField(null=True)
    error = TextField(default="")  # what happened, in the school's words
    advice = TextField(default="")  # what to do
    created_at = DateTimeField(default=clock)

    @property
    def key(self) -> str:
        """Our name for this attempt, echoed by WhatsApp: the proof that a send whose answer was lost did leave."""
        return f"{self.id}.{self.attempts}"
