"""Messages to many at a time: what is said, to whom, when, and how far it got. Each recipient is a Delivery."""

from datetime import datetime
from typing import NamedTuple

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

from workchat.accounts.models import User
from workchat.db import Record, clock
from workchat.whatsapp.models import Number, Template

DRAFT, SCHEDULED, SENDING, PAUSED, DONE, CANCELLED = "draft", "scheduled", "sending", "paused", "done", "cancelled"
STATE_WORDS = {
    DRAFT: "Rascunho",
    SCHEDULED: "Agendada",
    SENDING: "Enviando",
    PAUSED: "Pausada",
    DONE: "Concluída",
    CANCELLED: "Cancelada",
}
LONG_AGO = datetime(2000, 1, 1)


class Attachment(Record):
    """An image or a PDF of a scheduled message. In the database, so that every web and worker host can read it."""

    mime = CharField()
    filename = CharField()
    size = IntegerField()  # bytes
    sha256 = CharField()  # hex
    content = BlobField()
    number = ForeignKeyField(Number, null=True, on_delete="SET NULL")  # whose `media_id` it is
    media_id = CharField(null=True)  # at WhatsApp, valid for 30 days (Meta: media)
    uploaded_at = DateTimeField(null=True)
    error = TextField(default="")  # why WhatsApp did not take it
    wanted_at = DateTimeField(default=clock)  # chosen, or a test asked for it: also a draft's file is uploaded then
    created_at = DateTimeField(default=clock)

    @classmethod
    def without_content(cls, attachment_id: int) -> "Attachment | None":
        """What a page shows of it: sixteen megabytes are not read for a name."""
        about = (cls.id, cls.mime, cls.filename, cls.size, cls.number, cls.media_id, cls.error)
        return cls.select(*about).where(cls.id == attachment_id).first()


class ScheduledMessage(Record):
    title = CharField()  # only the school sees it
    number = ForeignKeyField(Number)
    content = CharField(default="text")  # text | template
    text = TextField(default="")  # with variables
    template = ForeignKeyField(Template, null=True, on_delete="SET NULL")
    parameters = JSONField(null=True)  # of the template: gap ("1", "nome") -> text with variables
    attachment = ForeignKeyField(Attachment, null=True, on_delete="SET NULL")
    opt_out_line = BooleanField(default=True)  # "Para não receber mais, responda SAIR." under the text

    state = CharField(default=DRAFT)
    due_at = DateTimeField(null=True)  # null in a draft: as soon as it is scheduled
    repeat = CharField(default="once")  # once | weekly | monthly; the next one is a row of its own
    repeat_day = IntegerField(null=True)  # of the month, kept when a short month has no 31st
    previous = ForeignKeyField("self", null=True, on_delete="SET NULL")
    urgent = BooleanField(default=False)  # skips the quiet hours
    urgent_reason = TextField(default="")

    expected = IntegerField(default=0)  # how many people the review promised
    form_key = CharField(null=True, unique=True)  # of the form that made it: a double click makes one
    version = IntegerField(default=1)
    paused_kind = CharField(default="")  # person | stopped | late
    paused_why = TextField(default="")
    drawn_upto = IntegerField(default=0)  # contact id up to which the recipients are drawn
    drawn_at = DateTimeField(null=True)  # when all of them were
    last_turn_at = DateTimeField(default=LONG_AGO)  # scheduled messages of one number take turns

    created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="drafted")
    scheduled_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="scheduled")
    created_at = DateTimeField(default=clock)
    scheduled_at = DateTimeField(null=True)
    started_at = DateTimeField(null=True)
    resumed_at = DateTimeField(null=True)
    finished_at = DateTimeField(null=True)


class Part(NamedTuple):
    """An AudiencePart without its message: as it was ticked, or is copied to another one."""

    kind: str
    ref_id: int = 0
    excluded: bool = False
    relation: str = ""


class AudiencePart(Record):
    """One line of the audience. Joined together, each person once, less the excluded ones.

    Those of classes, courses, statuses and relations are one demand together: who answers, as one of these, for a
    student in one of these classes, of one of these courses, with one of these statuses.
    """

    scheduled_message = ForeignKeyField(ScheduledMessage, on_delete="CASCADE", backref="audience")
    kind = CharField()  # all | group | tag | class | course | status | relation
    ref_id = IntegerField(default=0)  # the group, tag, class, course or status
    relation = CharField(default="")  # a key of students' RELATION_WORDS
    excluded = BooleanField(default=False)

    @property
    def said(self) -> Part:
        return Part(self.kind, self.ref_id, self.excluded, self.relation)
