"""Tickets and their messages, and the questions that the inbox asks of them."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, TextField

from workchat.accounts.models import Department, User
from workchat.contacts.models import Contact
from workchat.db import Record, clock, run
from workchat.settings.models import ClosingReason
from workchat.whatsapp.models import Number

INTAKE, WAITING, ATTENDING, CLOSED = "intake", "waiting", "attending", "closed"
PREVIEW = 200  # characters of the last message that the list shows

# One upsert gives each ticket of a local day its number, however many processes ask at once.
NEXT_PROTOCOL = """INSERT INTO protocol_counter (day, last) VALUES (?, 1)
ON CONFLICT (day) DO UPDATE SET last = protocol_counter.last + 1 RETURNING last"""


class ProtocolCounter(Record):
    day = CharField(primary_key=True)  # AAAAMMDD on the school's wall clock
    last = IntegerField()


class Ticket(Record):
    protocol = CharField(unique=True)
    number = ForeignKeyField(Number)
    contact = ForeignKeyField(Contact)
    state = CharField()  # one open ticket per number and contact: partial unique index
    department = ForeignKeyField(Department, null=True)
    agent = ForeignKeyField(User, null=True)
    opened_at = DateTimeField()
    # WhatsApp's time of the oldest message of the contact that no person has answered; null = answered.
    waiting_since = DateTimeField(null=True)
    transferred_wait = DateTimeField(null=True)  # the waiting_since whose automatic transfer already happened
    last_inbound_at = DateTimeField(null=True)  # opens the 24-hour window
    last_message_at = DateTimeField()
    last_text = TextField(default="")
    unread = IntegerField(default=0)
    read_upto = CharField(null=True)  # WhatsApp id of the newest message read, until WhatsApp was told
    version = IntegerField(default=1)  # grows with every change, ticks included: the pages poll it
    closed_at = DateTimeField(null=True)
    closed_by = ForeignKeyField(User, null=True, backref="closed_tickets")
    closing_reason = ForeignKeyField(ClosingReason, null=True)
    closing_note = CharField(default="")  # "Termo recusado" and other ends that no agent chose

    @property
    def is_open(self) -> bool:
        return self.state != CLOSED

    def touch(self, **changes: object) -> None:
        """Write some columns and let the pages see that the ticket changed."""
        columns = [Ticket._meta.fields[name].column_name for name in changes]
        sets = "".join(f", {column} = ?" for column in columns)
        values = [getattr(value, "id", value) for value in changes.values()]
        run(f"UPDATE ticket SET version = version + 1{sets} WHERE id = ?", *values, self.id)  # noqa: S608
        for name, value in {**changes, "version": self.version + 1}.items():
            setattr(self, name, value)


class Message(Record):
    # Null for what belongs to no ticket: an opt-out word, a reaction to something that is not here.
    ticket = ForeignKeyField(Ticket, null=True, backref="messages")
    number = ForeignKeyField(Number)
    contact = ForeignKeyField(Contact)
    direction = CharField()  # in | out | note
    kind = CharField()  # text, image, document… as WhatsApp names them; note and event for the desk's own
    text = TextField(default="")
    wa_id = CharField(null=True, unique=True)
    at = DateTimeField()  # WhatsApp's time of what came in; ours of what goes out
    author = ForeignKeyField(User, null=True)
    source = CharField(default="")  # welcome, terms, data, transfer, closing, refusal, agent…
    quoted_id = CharField(null=True)
    details = JSONField(null=True)  # buttons, location, shared contacts, reactions, edits
    created_at = DateTimeField(default=clock)


class Media(Record):
    """A file that came with a message. WhatsApp keeps it 7 days; the worker fetches it at once."""

    message = ForeignKeyField(Message, backref="media", on_delete="CASCADE")
    media_id = CharField()
    mime = CharField()
    sha256 = CharField(default="")  # base64, as Meta sends it
    filename = CharField(default="")
    size = IntegerField(null=True)
    stored_as = CharField(default="")  # random name under instance/media
    state = CharField(default="waiting")  # waiting | stored | failed
    attempts = IntegerField(default=0)
    due_at = DateTimeField(default=clock)
    error = TextField(default="")
    voice = BooleanField(default=False)


def next_protocol(day: str) -> int:
    """The next ticket number of a day written AAAAMMDD."""
    return run(NEXT_PROTOCOL, day).fetchone()[0]


def note(ticket: Ticket, text: str, now, author: User | None = None, kind: str = "event") -> Message:
    """Write into the ticket something that only the school sees: what happened, or an agent's note."""
    return Message.put(
        ticket=ticket,
        number=ticket.number_id,
        contact=ticket.contact_id,
        direction="note",
        kind=kind,
        text=text,
        at=now,
        author=author,
        created_at=now,
    )
