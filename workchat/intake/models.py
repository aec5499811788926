"""Where a new chat stands before a person answers, and the ledger of what families accepted."""

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from workchat.accounts.models import User
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.db import Record, clock
from workchat.settings.models import TermsVersion

SEALED_ANSWERS = "intake.answers"


class Intake(Record):
    ticket = ForeignKeyField(Ticket, unique=True, on_delete="CASCADE")
    step = CharField()  # terms | data | authorisation | approval | done
    question = IntegerField(default=0)  # which question is open; buttons carry it
    question_message = ForeignKeyField(Message, null=True)  # its bubble: when it left, and WhatsApp's id of it
    reasked_at = DateTimeField(null=True)
    tries = IntegerField(default=0)
    unclear_at = DateTimeField(null=True)
    ask_again_at = DateTimeField(null=True)  # when the sweep repeats the question
    sealed_answers = BlobField(null=True)  # birth date and CPF until they are authorised
    outcome = CharField(default="")  # what ended it, in the school's words


class Consent(Record):
    """One answer to the privacy terms or to the authorisation. Rows are only ever added (LGPD art. 8 §2)."""

    contact = ForeignKeyField(Contact)
    ticket = ForeignKeyField(Ticket)
    purpose = CharField()  # terms | data
    answer = CharField()  # accepted | refused
    terms_version = ForeignKeyField(TermsVersion, null=True)
    url = TextField(default="")
    text_sha256 = CharField()  # of the text that was shown
    question_wa_id = CharField(null=True)
    answer_wa_id = CharField(null=True)
    raw_answer = TextField(default="")
    recorded_by = ForeignKeyField(User, null=True)  # an acceptance given on paper or by phone
    at = DateTimeField(default=clock)

    @classmethod
    def accepted_version(cls, contact: Contact) -> int | None:
        """The newest version of the terms that this contact accepted and did not refuse since."""
        last = cls.fetch("WHERE contact_id = ? AND purpose = 'terms' ORDER BY id DESC LIMIT 1", contact.id)
        return last.terms_version_id if last and last.answer == "accepted" else None
