"""The school's people: who works here, in which department, who is signed in, and who changed what."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, TextField

from workchat.accounts.rules import AGENT
from workchat.db import Record, clock, run


class Department(Record):
    name = CharField(unique=True)
    active = BooleanField(default=True)
    receives_new_tickets = BooleanField(default=False)  # at most one: partial unique index

    @classmethod
    def for_new_tickets(cls) -> "Department | None":
        return cls.fetch("WHERE receives_new_tickets AND active")


class User(Record):
    name = CharField()
    email = CharField(unique=True)  # lower case
    password_hash = CharField(null=True)  # null until the person opens the access link
    phone = CharField(null=True)  # E.164, where tests of scheduled messages go
    portal_subject = CharField(null=True, unique=True)  # who they are in the school's portal (RM: CODUSUARIO)
    role = CharField(default=AGENT)
    active = BooleanField(default=True)
    created_at = DateTimeField(default=clock)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def department_ids(self) -> set[int]:
        rows = run("SELECT department_id FROM membership WHERE user_id = ?", self.id).fetchall()
        return {department_id for (department_id,) in rows}

    @classmethod
    def active_agents(cls):
        """Everybody who may answer, by name: every role answers in the Chat."""
        return cls.select().where(cls.active).order_by(cls.name)


class Membership(Record):
    user = ForeignKeyField(User, on_delete="CASCADE", backref="memberships")
    department = ForeignKeyField(Department, on_delete="CASCADE", backref="memberships")

    @classmethod
    def active_people(cls, department_id: int) -> int:
        """How many active people answer in a department."""
        return cls.select().join(User).where(cls.department == department_id, User.active).count()


class Session(Record):
    """A signed-in browser. Only the hash of its token is here, so a stolen database signs nobody in."""

    token_hash = CharField(unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    address = CharField()
    created_at = DateTimeField()
    seen_at = DateTimeField()


class Failure(Record):
    """A failed sign-in, counted per account and per address. Keyed hashes: the table names nobody."""

    kind = CharField()  # account | address
    subject = CharField()
    at = DateTimeField()


class AccessLink(Record):
    """A link that works once: the first set-up, or a person choosing their own password."""

    token_hash = CharField(unique=True)
    user = ForeignKeyField(User, null=True, on_delete="CASCADE")  # null = the first set-up
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)


class AuditEntry(Record):
    """Who did what and when, with the value before and after. Nothing here is ever changed."""

    at = DateTimeField(default=clock)
    user = ForeignKeyField(User, null=True, on_delete="SET NULL")
    area = CharField()  # general, transfer, contacts, privacy, closing-reasons, integrations, people, tickets…
    subject = CharField(default="")  # what was changed, in the school's words
    field = CharField(default="")  # the label on the screen
    before = TextField(default="")
    after = TextField(default="")

    @classmethod
    def newest_of(cls, area: str) -> int:
        """The id of an area's newest line, 0 when there is none."""
        return run("SELECT COALESCE(MAX(id), 0) FROM audit_entry WHERE area = ?", area).fetchone()[0]
