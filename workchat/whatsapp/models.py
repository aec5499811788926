"""The school's WhatsApp numbers, their approved templates, and the updates that nobody could read yet."""

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

from workchat.db import Record, clock
from workchat.vault import CannotUnseal, vault
from workchat.whatsapp import rules

DEFAULT_GRAPH_VERSION = "v25.0"  # Meta supports it until 2028-07-29
TOKEN, APP_SECRET = "number.token", "number.app_secret"  # noqa: S105 (names of sealed columns)


class Number(Record):
    name = CharField()
    phone_number_id = CharField(unique=True)
    account_id = CharField()  # Meta's WhatsApp business account
    display_phone = CharField(default="")
    sealed_token = BlobField()
    sealed_app_secret = BlobField()
    verify_token = CharField()
    graph_version = CharField(default=DEFAULT_GRAPH_VERSION)
    is_simulator = BooleanField(default=False)
    active = BooleanField(default=True)
    stopped_at = DateTimeField(null=True)  # WhatsApp refused the number itself: nothing leaves until a person acts
    stopped_why = TextField(default="")
    messaging_limit = IntegerField(null=True)  # people a day outside their windows (Meta: the portfolio's tier)
    last_webhook_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock)

    @property
    def token(self) -> str:
        return vault.unseal(self.sealed_token, TOKEN)

    @property
    def app_secret(self) -> str:
        return vault.unseal(self.sealed_app_secret, APP_SECRET)

    @property
    def shown(self) -> dict[str, str]:
        """What a form may show of it: never a secret."""
        return {name: getattr(self, name) for name in ("name", "phone_number_id", "account_id", "graph_version")}

    @property
    def can_open_secrets(self) -> bool:
        """False when the key that sealed them is gone: they have to be typed again."""
        try:
            return bool(self.token and self.app_secret)
        except CannotUnseal:
            return False

    def keep_secrets(self, token: str, app_secret: str) -> None:
        """Seal what was typed; an empty field keeps what is stored."""
        if token:
            self.sealed_token = vault.seal(token, TOKEN)
        if app_secret:
            self.sealed_app_secret = vault.seal(app_secret, APP_SECRET)


class Template(Record):
    """A text that Meta approved: the only thing that may be sent outside the 24-hour window."""

    number = ForeignKeyField(Number, on_delete="CASCADE")
    name = CharField()
    language = CharField()
    status = CharField()  # APPROVED, PAUSED… as Meta writes it
    category = CharField(default="")
    body = TextField(default="")
    variables = IntegerField(default=0)  # how many {{1}}, {{2}}… the body has
    header = CharField(default="")  # TEXT, IMAGE, DOCUMENT, VIDEO, LOCATION; or CAROUSEL and what else Meta invents
    header_gap = CharField(default="")  # the variable of a TEXT header, "1" or its name; Meta allows one
    buttons = JSONField(null=True)  # [{"type": "QUICK_REPLY", "text": "Sair"}, …] as Meta lists them
    synced_at = DateTimeField(default=clock)

    @property
    def gaps(self) -> list[str]:
        """The variables of the body, each once: numbers in their order, names as they appear."""
        return rules.gaps_of(self.body)

    @property
    def file_kind(self) -> str:
        """What file goes above the text: "image", "document" or "video"; "" when none does."""
        return self.header.lower() if self.header in rules.FILES else ""

    @property
    def can_be_filled(self) -> bool:
        """Whether the variables of the body, and the file of `file_kind`, are all that has to be given."""
        return rules.can_be_filled(self.header, self.header_gap, self.buttons or [])

    @property
    def needs_more(self) -> bool:
        """Whether words are not enough: it asks for a file, or for what nobody can give here."""
        return bool(self.file_kind) or not self.can_be_filled


class KeptUpdate(Record):
    """An update from WhatsApp that could not be read, sealed, for a person to see and try again. Kept 7 days."""

    number = ForeignKeyField(Number, null=True, on_delete="SET NULL")
    phone_number_id = CharField(default="")
    received_at = DateTimeField(default=clock)
    sealed_body = BlobField()
    error = TextField()
    digest = CharField(unique=True)  # the same update comes again when Meta retries
    settled_at = DateTimeField(null=True)
