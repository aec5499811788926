"""Everything the desk does by itself: one typed row, the closing reasons, and the versions of the privacy terms."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField
from playhouse.shortcuts import model_to_dict

from workchat.accounts.models import Department, User
from workchat.db import Record, clock, run

DEFAULT_INTERVAL = 30  # seconds between two scheduled messages
DEFAULT_REQUEST = (
    "Para continuar, precisamos confirmar seus dados. Responda com a sua *data de nascimento* e o seu *CPF*, "
    "e diga se autoriza a escola a guardá-los.\n\nExemplo: 05/03/1988, 000.000.000-00, autorizo"
)
DEFAULT_REFUSAL = (
    "Tudo bem. Sem o aceite, não podemos continuar o atendimento por aqui.\n\n"
    "Você pode falar com a escola por telefone ou na secretaria. Se mudar de ideia, responda *aceito*."
)


class Settings(Record):
    school_name = CharField(default="")
    timezone = CharField(default="America/Sao_Paulo")

    interval_seconds = IntegerField(default=DEFAULT_INTERVAL)
    welcome_text = TextField(default="")
    closing_text = TextField(default="")
    # Proteção do número, all about scheduled messages
    variation_percent = IntegerField(default=0)  # lengthens the interval by up to this much, never shortens it
    weekday_from = CharField(default="08:00")  # on the school's wall clock; "" = not on such days
    weekday_until = CharField(default="20:00")
    saturday_from = CharField(default="09:00")
    saturday_until = CharField(default="13:00")
    sunday_from = CharField(default="")
    sunday_until = CharField(default="")
    skips_holidays = BooleanField(default=True)
    extra_days = TextField(default="")  # the school's own days without sending, "2026-12-24 Recesso" a line
    daily_cap = IntegerField(null=True)  # people in 24 hours; null = WhatsApp's limit alone
    ramps = BooleanField(default=False)  # a new number begins with few people a day
    pause_every = IntegerField(null=True)  # messages; null = no longer pauses
    pause_seconds = IntegerField(null=True)
    price_marketing = IntegerField(null=True)  # ten-thousandths of a real a message
    price_utility = IntegerField(null=True)
    price_service = IntegerField(null=True)
    general_version = IntegerField(default=1)

    transfer_to = CharField(default="off")  # off | agent | department: a CHECK ties the two columns below to it
    transfer_agent = ForeignKeyField(User, null=True, on_delete="RESTRICT")
    transfer_department = ForeignKeyField(Department, null=True, on_delete="RESTRICT")
    transfer_wait_minutes = IntegerField(null=True)
    transfer_text = TextField(default="")
    transfer_version = IntegerField(default=1)

    save_contacts = BooleanField(default=True)
    restriction = CharField(default="none")  # none | automatic | manual
    request_text = TextField(default=DEFAULT_REQUEST)
    contacts_version = IntegerField(default=1)

    privacy_url = TextField(default="")
    terms_always = BooleanField(default=True)  # False = only when the terms change
    refusal_text = TextField(default=DEFAULT_REFUSAL)
    privacy_version = IntegerField(default=1)

    portal_creates_people = BooleanField(default=False)  # who comes from the portal and is not known here
    portal_version = IntegerField(default=1)

    @classmethod
    def current(cls) -> "Settings":
        """The one row. Read when it is needed, so that a change acts on the very next message."""
        return cls.fetch("WHERE id = 1")

    def columns(self) -> dict[str, object]:
        """Column name -> stored value, people and departments as their ids: what a tab's form starts from."""
        return model_to_dict(self, recurse=False)

    def version_of(self, tab: str) -> int:
        """How many times a tab was saved, plus one. Who saves must have seen this version."""
        return getattr(self, f"{tab}_version")


class ClosingReason(Record):
    name = CharField(unique=True)
    text = TextField(default="")  # empty = the general closing message goes
    forces_text = BooleanField(default=False)  # the agent cannot untick the sending
    active = BooleanField(default=True)
    position = IntegerField(default=0)

    @classmethod
    def offered(cls):
        return cls.select().where(cls.active).order_by(cls.position, cls.name)

    @classmethod
    def in_order(cls):
        return cls.select().order_by(cls.position, cls.name)

    @classmethod
    def with_text(cls) -> int:
        """How many offered reasons replace the general closing message."""
        return run("SELECT COUNT(*) FROM closing_reason WHERE active AND text <> ''").fetchone()[0]


class TermsVersion(Record):
    """What families were asked to accept. A new row whenever the link or the text changes; rows never change."""

    url = TextField()
    text = TextField()
    sha256 = CharField()  # of `text`
    created_at = DateTimeField(default=clock)

    @classmethod
    def latest(cls) -> "TermsVersion | None":
        return cls.fetch("ORDER BY id DESC LIMIT 1")
