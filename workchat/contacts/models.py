"""The people who write to the school: how they are known on WhatsApp, and what they allowed us to keep."""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)

from workchat.accounts.models import User
from workchat.contacts import rules
from workchat.db import Record, clock, run
from workchat.vault import CannotUnseal, vault

SEALED_CPF = "contact.cpf"
KEY_GONE = "Não pode mais ser aberto: a chave mudou"

# Hot path: who wrote? By WhatsApp's stable id first, then by its id, then by either ninth-digit form of the phone; of
# each the contact's own one, then another phone of theirs. The first that is found ends the search.
FIND = """WHERE id = COALESCE(
(SELECT id FROM contact WHERE bsuid = ?), (SELECT contact_id FROM contact_alias WHERE bsuid = ?),
(SELECT id FROM contact WHERE wa_id = ?), (SELECT contact_id FROM contact_alias WHERE wa_id = ?),
(SELECT id FROM contact WHERE phone_key = ?), (SELECT contact_id FROM contact_alias WHERE phone_key = ?))"""


class Contact(Record):
    name = CharField()
    name_edited = BooleanField(default=False)  # a person typed it: the profile name no longer replaces it
    name_imported_at = DateTimeField(null=True)  # the school's spreadsheet named it: only the next one replaces it
    search_name = CharField(default="", index=True)
    wa_id = CharField(null=True, unique=True)  # as WhatsApp gives it: older accounts lack the ninth digit
    bsuid = CharField(null=True, unique=True)
    phone_key = CharField(null=True, unique=True)  # one key for both ninth-digit forms
    username = CharField(null=True)

    birth_date = DateField(null=True)
    birth_date_edited = BooleanField(default=False)  # a person gave it: TOTVS no longer replaces it
    sealed_cpf = BlobField(null=True)
    cpf_fingerprint = CharField(null=True, index=True)
    cpf_edited = BooleanField(default=False)
    authorised_at = DateTimeField(null=True)  # said that the school may store birth date and CPF
    is_minor = BooleanField(default=False)

    saved_at = DateTimeField(null=True)  # null = not in the school's list yet
    approved_at = DateTimeField(null=True)
    approved_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
    opted_out_at = DateTimeField(null=True)  # of scheduled messages only
    marketing_rest_until = DateTimeField(null=True)  # WhatsApp lets no marketing through before it (131049)
    erased_at = DateTimeField(null=True)  # nothing personal is left; the tickets stay for the counts
    created_at = DateTimeField(default=clock)

    @property
    def first_name(self) -> str:
        return rules.first_name(self.name)

    @property
    def phone(self) -> str:
        """The phone as people write it, or the user name of who keeps the phone to themselves."""
        return rules.format_phone(self.wa_id) if self.wa_id else (self.username or "sem telefone")

    @property
    def cpf(self) -> str:
        """The eleven digits in clear. Showing them is audited: use `masked_cpf` on pages."""
        return vault.unseal(self.sealed_cpf, SEALED_CPF) if self.sealed_cpf else ""

    @property
    def masked_cpf(self) -> str:
        """As pages show it; a sentence when its key is gone, so that the conversation still opens."""
        try:
            return rules.mask_cpf(self.cpf) if self.sealed_cpf else ""
        except CannotUnseal:
            return KEY_GONE

    def keep_cpf(self, digits: str) -> None:
        self.sealed_cpf = vault.seal(digits, SEALED_CPF)
        self.cpf_fingerprint = vault.fingerprint(digits)

    @classmethod
    def in_the_list(cls) -> int:
        """How many the school saved who did not ask for silence: those whom scheduled messages reach."""
        return run("SELECT COUNT(*) FROM contact WHERE saved_at IS NOT NULL AND opted_out_at IS NULL").fetchone()[0]

    def rename(self, name: str) -> None:
        self.name = name
        self.search_name = rules.search_form(name)


class ContactAlias(Record):
    """Another phone of the same person, from two contacts that were joined."""

    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="aliases")
    wa_id = CharField(null=True, unique=True)
    bsuid = CharField(null=True, unique=True)
    phone_key = CharField(null=True, unique=True)
    created_at = DateTimeField(default=clock)


class ContactWord(Record):
    """What a search finds a contact by: each word of the name, and the phone's digits in the forms people type."""

    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="words")
    word = CharField()


class KeptOptOut(Record):
    """Somebody who wanted silence and was then erased: only a keyed hash of the phone, so that the silence holds."""

    fingerprint = CharField(unique=True)
    at = DateTimeField(default=clock)


class KeptErasure(Record):
    """Somebody who was erased: only a keyed hash of the phone, so that TOTVS does not bring them back at night."""

    fingerprint = CharField(unique=True)
    at = DateTimeField(default=clock)


class Group(Record):
    name = CharField(unique=True)
    created_at = DateTimeField(default=clock)

    class Meta:
        table_name = "contact_group"


class Tag(Record):
    name = CharField(unique=True)
    created_at = DateTimeField(default=clock)


class GroupMember(Record):
    group = ForeignKeyField(Group, on_delete="CASCADE", backref="members")
    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="memberships")


class ContactTag(Record):
    tag = ForeignKeyField(Tag, on_delete="CASCADE", backref="contact_tags")
    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="contact_tags")


class ContactImport(Record):
    """A spreadsheet on its way in: first every line is checked, then, when a person says so, all good ones enter."""

    filename = CharField()
    sealed_file = BlobField(null=True)  # its lines; gone when the contacts enter, or it is cancelled
    mapping = JSONField(null=True)  # header: whether the first line names the columns; columns: the field of each
    groups = TextField(default="")  # for everybody in the file, one a line
    tags = TextField(default="")
    state = CharField(default="uploaded")  # uploaded | checking | checked | importing | done | cancelled | failed
    total = IntegerField(default=0)  # lines of people: without the headings and blank ones
    position = IntegerField(default=0)  # the last line done of the present step, as the spreadsheet numbers it
    added = IntegerField(default=0)
    changed = IntegerField(default=0)
    joined = IntegerField(default=0)  # the same phone in an earlier line: its groups and tags were joined
    refused = IntegerField(default=0)
    error = TextField(default="")
    created_by = ForeignKeyField(User, null=True, on_delete="SET NULL")
    created_at = DateTimeField(default=clock)
    finished_at = DateTimeField(null=True)


class ImportRow(Record):
    """One line of a spreadsheet as it was understood, or why it was not."""

    contact_import = ForeignKeyField(ContactImport, on_delete="CASCADE", backref="rows")
    line = IntegerField()  # as the spreadsheet numbers it
    action = CharField()  # add | change | same | join | refuse
    reason = TextField(default="")
    name = CharField(default="")
    wa_id = CharField(null=True)
    phone_key = CharField(null=True)
    birth_date = DateField(null=True)
    sealed_cpf = BlobField(null=True)
    cpf_fingerprint = CharField(null=True)
    groups = JSONField(default=list)  # names
    tags = JSONField(default=list)
    sealed_raw = BlobField(null=True)  # the line as it stood, of refused ones only


def find(wa_id: str | None, bsuid: str | None) -> Contact | None:
    """By BSUID, then wa_id, then both forms of a Brazilian mobile (Meta: the ninth digit), other phones included."""
    key = rules.phone_key(wa_id) if wa_id else None
    return Contact.fetch(FIND, bsuid, bsuid, wa_id, wa_id, key, key)
