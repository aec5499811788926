"""Groups, tags and imports of contacts; scheduled messages and what protects the number. Frozen.

Expand only: the web process of 0.1.0 may still run beside it. Its worker would take the recipients of a scheduled
message for whole messages: update the workers before the first one is scheduled.
"""

import re
import unicodedata
from datetime import datetime

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

LONG_AGO = datetime(2000, 1, 1)

COLUMNS = {
    "user": {"phone": CharField(null=True)},
    "settings": {
        "variation_percent": IntegerField(default=0),
        "weekday_from": CharField(default="08:00"),
        "weekday_until": CharField(default="20:00"),
        "saturday_from": CharField(default="09:00"),
        "saturday_until": CharField(default="13:00"),
        "sunday_from": CharField(default=""),
        "sunday_until": CharField(default=""),
        "skips_holidays": BooleanField(default=True),
        "extra_days": TextField(default=""),
        "daily_cap": IntegerField(null=True),
        "ramps": BooleanField(default=False),
        "pause_every": IntegerField(null=True),
        "pause_seconds": IntegerField(null=True),
        "price_marketing": IntegerField(null=True),
        "price_utility": IntegerField(null=True),
        "price_service": IntegerField(null=True),
    },
    "number": {"messaging_limit": IntegerField(null=True)},
    "template": {
        "header": CharField(default=""),
        "header_gap": CharField(default=""),
        "buttons": JSONField(null=True),
    },
    "contact": {
        "name_imported_at": DateTimeField(null=True),
        "erased_at": DateTimeField(null=True),
        "marketing_rest_until": DateTimeField(null=True),
    },
    "lane": {
        "last_end_at": DateTimeField(default=LONG_AGO),
        "since_pause": IntegerField(default=0),
        "draw": DoubleField(default=0.0),
        "rests_until": DateTimeField(default=LONG_AGO),
    },
    "phone": {"fails_with": IntegerField(null=True)},
    "faults": {"fail_later": BooleanField(default=False), "held": BooleanField(default=False)},
}

# The same words serve SQLite and Postgres.
INDEXES = (
    "CREATE UNIQUE INDEX group_member_once ON group_member (group_id, contact_id)",
    "CREATE INDEX group_member_of ON group_member (contact_id)",
    "CREATE UNIQUE INDEX contact_tag_once ON contact_tag (tag_id, contact_id)",
    "CREATE INDEX contact_tag_of ON contact_tag (contact_id)",
    # The search: a prefix of a word of the name, or of the phone's digits.
    "CREATE UNIQUE INDEX contact_word_once ON contact_word (word, contact_id)",
    "CREATE INDEX contact_word_of ON contact_word (contact_id, word)",
    "CREATE INDEX contact_by_name ON contact (search_name, id) WHERE erased_at IS NULL",
    # The list's filters: 1 saved, 2 approved, 4 opted out, added up. The list asks with the very same words.
    "CREATE INDEX contact_states ON contact ((CASE WHEN saved_at IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN approved_at IS NULL THEN 0 ELSE 2 END"
    " + CASE WHEN opted_out_at IS NULL THEN 0 ELSE 4 END)) WHERE erased_at IS NULL",
    "CREATE INDEX contact_alias_of ON contact_alias (contact_id)",
    # The history of one contact.
    "CREATE INDEX audit_entry_about ON audit_entry (area, subject, id)",
    "CREATE UNIQUE INDEX import_row_line ON import_row (contact_import_id, line)",
    "CREATE INDEX import_row_phone ON import_row (contact_import_id, phone_key)",
    "CREATE INDEX audience_part_of ON audience_part (scheduled_message_id)",
    "CREATE INDEX scheduled_message_due ON scheduled_message (state, due_at)",
    # Each person once in a scheduled message, however often it is drawn.
    "CREATE UNIQUE INDEX delivery_once ON delivery (scheduled_message_id, contact_id)"
    " WHERE scheduled_message_id IS NOT NULL",
    # Its next recipient, and its progress.
    "CREATE INDEX delivery_of_scheduled ON delivery (scheduled_message_id, status, id)"
    " WHERE scheduled_message_id IS NOT NULL",
    # Whether a family answers a scheduled message.
    "CREATE INDEX delivery_scheduled_to ON delivery (contact_id, sent_at) WHERE scheduled_message_id IS NOT NULL",
    # When somebody last wrote outside of every ticket: that opens the 24-hour window too.
    "CREATE INDEX message_kept ON message (contact_id, number_id, at) WHERE ticket_id IS NULL AND direction = 'in'",
    # How many people of the daily limit are used.
    "CREATE INDEX delivery_begun ON delivery (number_id, started_at, contact_id)"
    " WHERE scheduled_message_id IS NOT NULL AND started_at IS NOT NULL",
)

# Byte by byte, as in SQLite, whatever the database's language: a range of the index is then a prefix.
PLAIN_ORDER = (
    'ALTER TABLE contact_word ALTER COLUMN word TYPE VARCHAR(255) COLLATE "C"',
    'ALTER TABLE contact ALTER COLUMN search_name TYPE VARCHAR(255) COLLATE "C"',
)
ADD_SCHEDULED = "ALTER TABLE delivery ADD COLUMN scheduled_message_id INTEGER REFERENCES scheduled_message (id)"


def up(migrator, db):
    for table, columns in COLUMNS.items():
        migrator.migrate(*(migrator.add_column(table, name, field) for name, field in columns.items()))
    db.create_tables(tables(db), safe=False)
    if "qlite" not in type(db).__name__:
        for statement in PLAIN_ORDER:
            db.execute_sql(statement)
    db.execute_sql(ADD_SCHEDULED)
    db.execute_sql("UPDATE lane SET last_end_at = next_at")
    _write_words(db)
    for statement in INDEXES:
        db.execute_sql(statement)


def _write_words(db):
    """Who is in the database already can be searched by word too."""
    mark = "?" if "qlite" in type(db).__name__ else "%s"
    for contact_id, name, phone in db.execute_sql("SELECT id, name, phone_key FROM contact").fetchall():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
        words = set(re.findall(r"[^\W_]+", plain))
        if phone:
            words |= {phone, phone[-8:], phone[-4:]}
        if brazilian := re.fullmatch(r"55([1-9]{2})(9?\d{8})", phone or ""):
            area, local = brazilian.groups()
            words |= {area + local, local, area + local[-8:]}
        for word in {word[:60] for word in words}:
            db.execute_sql(
                f"INSERT INTO contact_word (contact_id, word) VALUES ({mark}, {mark})",  # noqa: S608
                (contact_id, word),
            )


def tables(db):
    class Old(Model):
        class Meta:
            database = db

    class User(Old):
        class Meta:
            table_name = "user"

    class Number(Old):
        class Meta:
            table_name = "number"

    class Template(Old):
        class Meta:
            table_name = "template"

    class Contact(Old):
        class Meta:
            table_name = "contact"

    class ContactGroup(Model):
        name = CharField(unique=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contact_group"

    class Tag(Model):
        name = CharField(unique=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "tag"

    class GroupMember(Model):
        group = ForeignKeyField(ContactGroup, backref="+", on_delete="CASCADE", index=False)
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)

        class Meta:
            database = db
            table_name = "group_member"

    class ContactTag(Model):
        tag = ForeignKeyField(Tag, backref="+", on_delete="CASCADE", index=False)
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)

        class Meta:
            database = db
            table_name = "contact_tag"

    class ContactWord(Model):
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)
        word = CharField()

        class Meta:
            database = db
            table_name = "contact_word"

    class ContactAlias(Model):
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)
        wa_id = CharField(unique=True, null=True)
        bsuid = CharField(unique=True, null=True)
        phone_key = CharField(unique=True, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contact_alias"

    class KeptOptOut(Model):
        fingerprint = CharField(unique=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "kept_opt_out"

    class ContactImport(Model):
        filename = CharField()
        sealed_file = BlobField(null=True)
        mapping = JSONField(null=True)
        groups = TextField()
        tags = TextField()
        state = CharField()
        total = IntegerField()
        position = IntegerField()
        added = IntegerField()
        changed = IntegerField()
        joined = IntegerField()
        refused = IntegerField()
        error = TextField()
        created_by = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        created_at = DateTimeField()
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "contact_import"

    class ImportRow(Model):
        contact_import = ForeignKeyField(ContactImport, backref="+", on_delete="CASCADE", index=False)
        line = IntegerField()
        action = CharField()
        reason = TextField()
        name = CharField()
        wa_id = CharField(null=True)
        phone_key = CharField(null=True)
        birth_date = DateField(null=True)
        sealed_cpf = BlobField(null=True)
        cpf_fingerprint = CharField(null=True)
        groups = JSONField()
        tags = JSONField()
        sealed_raw = BlobField(null=True)

        class Meta:
            database = db
            table_name = "import_row"

    class Attachment(Model):
        mime = CharField()
        filename = CharField()
        size = IntegerField()
        sha256 = CharField()
        content = BlobField()
        number = ForeignKeyField(Number, backref="+", on_delete="SET NULL", null=True)
        media_id = CharField(null=True)
        uploaded_at = DateTimeField(null=True)
        error = TextField()
        wanted_at = DateTimeField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "attachment"

    class ScheduledMessage(Model):
        title = CharField()
        number = ForeignKeyField(Number, backref="+")
        content = CharField()
        text = TextField()
        template = ForeignKeyField(Template, backref="+", on_delete="SET NULL", null=True)
        parameters = JSONField(null=True)
        attachment = ForeignKeyField(Attachment, backref="+", on_delete="SET NULL", null=True)
        opt_out_line = BooleanField()
        state = CharField()
        due_at = DateTimeField(null=True)
        repeat = CharField()
        repeat_day = IntegerField(null=True)
        previous = ForeignKeyField("self", backref="+", on_delete="SET NULL", null=True)
        urgent = BooleanField()
        urgent_reason = TextField()
        expected = IntegerField()
        form_key = CharField(unique=True, null=True)
        version = IntegerField()
        paused_kind = CharField()
        paused_why = TextField()
        drawn_upto = IntegerField()
        drawn_at = DateTimeField(null=True)
        last_turn_at = DateTimeField()
        created_by = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        scheduled_by = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        created_at = DateTimeField()
        scheduled_at = DateTimeField(null=True)
        started_at = DateTimeField(null=True)
        resumed_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "scheduled_message"

    class AudiencePart(Model):
        scheduled_message = ForeignKeyField(ScheduledMessage, backref="+", on_delete="CASCADE", index=False)
        kind = CharField()
        ref_id = IntegerField()
        excluded = BooleanField()

        class Meta:
            database = db
            table_name = "audience_part"

    class SimulatedMedia(Model):
        media_id = CharField(unique=True)
        mime = CharField()
        filename = CharField()
        content = BlobField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "simulated_media"

    return [
        ContactGroup,
        Tag,
        GroupMember,
        ContactTag,
        ContactWord,
        ContactAlias,
        KeptOptOut,
        ContactImport,
        ImportRow,
        Attachment,
        ScheduledMessage,
        AudiencePart,
        SimulatedMedia,
    ]
