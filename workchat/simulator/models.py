"""The simulator's own world: phones of invented people, what they see, and the faults one asks for."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from workchat.db import Record, utcnow


class Phone(Record):
    """An invented person's WhatsApp."""

    name = CharField()
    wa_id = CharField(unique=True)
    bsuid = CharField(unique=True)
    has_username = BooleanField(default=False)  # writes without showing the phone
    last_wrote_at = DateTimeField(null=True)  # the 24-hour window, as Meta keeps it


class Bubble(Record):
    """A message on an invented phone, in either direction."""

    phone = ForeignKeyField(Phone, on_delete="CASCADE")
    wa_id = CharField(unique=True)
    from_school = BooleanField()
    body = JSONField()
    text = TextField(default="")
    key = CharField(default="")  # biz_opaque_callback_data
    status = CharField(default="sent")
    unread = BooleanField(default=False)
    at = DateTimeField(default=utcnow)


class Faults(Record):
    """One row: what the pretended WhatsApp does wrong on demand."""

    fail_code = IntegerField(default=0)  # 0 = nothing fails
    fail_count = IntegerField(default=0)  # how many sends still fail
    delay_ms = IntegerField(default=0)
    duplicate = BooleanField(default=False)
    reorder = BooleanField(default=False)
    read_receipts = BooleanField(default=True)
