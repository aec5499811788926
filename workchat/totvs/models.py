"""How the school's TOTVS RM is reached, what is asked there, and what the last test of it said."""

from peewee import BlobField, BooleanField, CharField, DateField, DateTimeField, IntegerField, JSONField

from workchat.db import Record, clock
from workchat.vault import vault

SEALED_PASSWORD = "rm_connection.password"  # noqa: S105 (a place in the database)
REST, SOAP = "rest", "soap"


class RmConnection(Record):
    """One row. Read only through RM's two sentences: nothing is ever written there."""

    rest_url = CharField(default="")
    soap_url = CharField(default="")  # RM may serve it on another port
    transport = CharField(default=REST)
    user = CharField(default="")
    sealed_password = BlobField(null=True)
    coligada = IntegerField(null=True)
    filial = IntegerField(null=True)
    teaching_level = IntegerField(null=True)  # nível de ensino (RM: CODTIPOCURSO)
    period = CharField(default="")  # período letivo (RM: CODPERLET)
    students_sentence = CharField(default="WORKCHAT.ALUNOS")
    guardians_sentence = CharField(default="WORKCHAT.RESP")
    area_code = CharField(default="")  # for phones that were kept without one
    nightly_at = CharField(default="")  # HH:MM on the school's wall clock; "" = only by hand
    active = BooleanField(default=False)
    is_invented = BooleanField(default=False)  # the demonstration's RM
    version = IntegerField(default=1)

    last_nightly_on = DateField(null=True)  # by the school's wall clock
    test_state = CharField(default="")  # "" | asked | running | done
    test_steps = JSONField(null=True)  # [{"ok": bool, "words": str}]
    tested_at = DateTimeField(null=True)
    busy_until = DateTimeField(default=clock)  # one read at a time, of all workers: each holds an RM licence
    busy_token = CharField(default="")

    @classmethod
    def current(cls) -> "RmConnection":
        """The one row; made when it is first asked for."""
        return cls.fetch("WHERE id = 1") or cls.get_or_create(id=1)[0]

    @property
    def password(self) -> str:
        """:raises CannotUnseal: when the key is gone."""
        return vault.unseal(self.sealed_password, SEALED_PASSWORD) if self.sealed_password else ""

    def keep_password(self, password: str) -> None:
        self.sealed_password = vault.seal(password, SEALED_PASSWORD)
