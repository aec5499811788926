"""The first tables. Frozen: later changes of models.py go into later files."""

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    Check,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

# Atendente or Departamento, never both, and the wait and text belong to either.
ONE_TARGET = Check(
    "(transfer_to = 'off' AND transfer_agent_id IS NULL AND transfer_department_id IS NULL)"
    " OR (transfer_to = 'agent' AND transfer_agent_id IS NOT NULL AND transfer_department_id IS NULL)"
    " OR (transfer_to = 'department' AND transfer_department_id IS NOT NULL AND transfer_agent_id IS NULL)"
)

# The same words serve SQLite and Postgres.
INDEXES = (
    "CREATE UNIQUE INDEX one_department_for_new_tickets ON department (receives_new_tickets)"
    " WHERE receives_new_tickets",
    "CREATE UNIQUE INDEX membership_once ON membership (user_id, department_id)",
    "CREATE INDEX failure_recent ON failure (kind, subject, at)",
    "CREATE INDEX audit_entry_of_area ON audit_entry (area, id)",
    # Two first messages of one new contact at the same instant make one ticket.
    "CREATE UNIQUE INDEX one_open_ticket ON ticket (number_id, contact_id) WHERE state <> 'closed'",
    # The inbox: who may see a ticket is read from the index, so that pages stay fast with years of closed tickets.
    "CREATE INDEX ticket_open ON ticket (last_message_at, id, state, agent_id, department_id, waiting_since)"
    " WHERE state <> 'closed'",
    "CREATE INDEX ticket_list ON ticket (state, last_message_at, id, agent_id, department_id)",
    "CREATE INDEX ticket_of_contact ON ticket (contact_id, number_id, id)",
    # The automatic transfer looks only at chats in which somebody waits.
    "CREATE INDEX ticket_clock ON ticket (waiting_since) WHERE waiting_since IS NOT NULL AND state <> 'closed'",
    "CREATE INDEX ticket_read ON ticket (id) WHERE read_upto IS NOT NULL",
    "CREATE INDEX message_of_ticket ON message (ticket_id, id)",
    "CREATE INDEX media_due ON media (due_at) WHERE state = 'waiting'",
    "CREATE INDEX intake_approval ON intake (ticket_id) WHERE step = 'approval'",
    "CREATE INDEX intake_ask_again ON intake (ask_again_at) WHERE ask_again_at IS NOT NULL",
    "CREATE INDEX consent_of_contact ON consent (contact_id, purpose, id)",
    "CREATE UNIQUE INDEX lane_of_number ON lane (number_id, kind)",
    "CREATE UNIQUE INDEX template_once ON template (number_id, name, language)",
    "CREATE INDEX delivery_due ON delivery (lane_id, due_at, id) WHERE status = 'queued'",
    "CREATE INDEX delivery_in_line ON delivery (contact_id, lane_id, id) WHERE status = 'queued'",
    "CREATE INDEX delivery_unproved ON delivery (started_at) WHERE status = 'sending'",
)


def up(migrator, db):
    db.create_tables(tables(db), safe=False)
    for statement in INDEXES:
        db.execute_sql(statement)


def tables(db):
    class Department(Model):
        name = CharField(unique=True)
        active = BooleanField()
        receives_new_tickets = BooleanField()

        class Meta:
            database = db
            table_name = "department"

    class User(Model):
        name = CharField()
        email = CharField(unique=True)
        password_hash = CharField(null=True)
        role = CharField()
        active = BooleanField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "user"

    class Membership(Model):
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
        department = ForeignKeyField(Department, backref="+", on_delete="CASCADE")

        class Meta:
            database = db
            table_name = "membership"

    class Session(Model):
        token_hash = CharField(unique=True)
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
        address = CharField()
        created_at = DateTimeField()
        seen_at = DateTimeField()

        class Meta:
            database = db
            table_name = "session"

    class Failure(Model):
        kind = CharField()
        subject = CharField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "failure"

    class AccessLink(Model):
        token_hash = CharField(unique=True)
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE", null=True)
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "access_link"

    class AuditEntry(Model):
        at = DateTimeField()
        user = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        area = CharField()
        subject = CharField()
        field = CharField()
        before = TextField()
        after = TextField()

        class Meta:
            database = db
            table_name = "audit_entry"

    class Settings(Model):
        school_name = CharField()
        timezone = CharField()
        interval_seconds = IntegerField()
        welcome_text = TextField()
        closing_text = TextField()
        general_version = IntegerField()
        transfer_to = CharField()
        transfer_agent = ForeignKeyField(User, backref="+", on_delete="RESTRICT", null=True)
        transfer_department = ForeignKeyField(Department, backref="+", on_delete="RESTRICT", null=True)
        transfer_wait_minutes = IntegerField(null=True)
        transfer_text = TextField()
        transfer_version = IntegerField()
        save_contacts = BooleanField()
        restriction = CharField()
        request_text = TextField()
        contacts_version = IntegerField()
        privacy_url = TextField()
        terms_always = BooleanField()
        refusal_text = TextField()
        privacy_version = IntegerField()

        class Meta:
            database = db
            table_name = "settings"
            constraints = [ONE_TARGET]

    class ClosingReason(Model):
        name = CharField(unique=True)
        text = TextField()
        forces_text = BooleanField()
        active = BooleanField()
        position = IntegerField()

        class Meta:
            database = db
            table_name = "closing_reason"

    class TermsVersion(Model):
        url = TextField()
        text = TextField()
        sha256 = CharField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "terms_version"

    class Contact(Model):
        name = CharField()
        name_edited = BooleanField()
        search_name = CharField(index=True)
        wa_id = CharField(unique=True, null=True)
        bsuid = CharField(unique=True, null=True)
        phone_key = CharField(unique=True, null=True)
        username = CharField(null=True)
        birth_date = DateField(null=True)
        sealed_cpf = BlobField(null=True)
        cpf_fingerprint = CharField(index=True, null=True)
        authorised_at = DateTimeField(null=True)
        is_minor = BooleanField()
        saved_at = DateTimeField(null=True)
        approved_at = DateTimeField(null=True)
        approved_by = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        opted_out_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contact"

    class Number(Model):
        name = CharField()
        phone_number_id = CharField(unique=True)
        account_id = CharField()
        display_phone = CharField()
        sealed_token = BlobField()
        sealed_app_secret = BlobField()
        verify_token = CharField()
        graph_version = CharField()
        is_simulator = BooleanField()
        active = BooleanField()
        stopped_at = DateTimeField(null=True)
        stopped_why = TextField()
        last_webhook_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "number"

    class Template(Model):
        number = ForeignKeyField(Number, backref="+", on_delete="CASCADE")
        name = CharField()
        language = CharField()
        status = CharField()
        category = CharField()
        body = TextField()
        variables = IntegerField()
        synced_at = DateTimeField()

        class Meta:
            database = db
            table_name = "template"

    class KeptUpdate(Model):
        number = ForeignKeyField(Number, backref="+", on_delete="SET NULL", null=True)
        phone_number_id = CharField()
        received_at = DateTimeField()
        sealed_body = BlobField()
        error = TextField()
        digest = CharField(unique=True)
        settled_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "kept_update"

    class ProtocolCounter(Model):
        day = CharField(primary_key=True)
        last = IntegerField()

        class Meta:
            database = db
            table_name = "protocol_counter"

    class Ticket(Model):
        protocol = CharField(unique=True)
        number = ForeignKeyField(Number, backref="+")
        contact = ForeignKeyField(Contact, backref="+")
        state = CharField()
        department = ForeignKeyField(Department, backref="+", null=True)
        agent = ForeignKeyField(User, backref="+", null=True)
        opened_at = DateTimeField()
        waiting_since = DateTimeField(null=True)
        transferred_wait = DateTimeField(null=True)
        last_inbound_at = DateTimeField(null=True)
        last_message_at = DateTimeField()
        last_text = TextField()
        unread = IntegerField()
        read_upto = CharField(null=True)
        version = IntegerField()
        closed_at = DateTimeField(null=True)
        closed_by = ForeignKeyField(User, backref="+", null=True)
        closing_reason = ForeignKeyField(ClosingReason, backref="+", null=True)
        closing_note = CharField()

        class Meta:
            database = db
            table_name = "ticket"

    class Message(Model):
        ticket = ForeignKeyField(Ticket, backref="+", null=True)
        number = ForeignKeyField(Number, backref="+")
        contact = ForeignKeyField(Contact, backref="+")
        direction = CharField()
        kind = CharField()
        text = TextField()
        wa_id = CharField(unique=True, null=True)
        at = DateTimeField()
        author = ForeignKeyField(User, backref="+", null=True)
        source = CharField()
        quoted_id = CharField(null=True)
        details = JSONField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "message"

    class Media(Model):
        message = ForeignKeyField(Message, backref="+", on_delete="CASCADE")
        media_id = CharField()
        mime = CharField()
        sha256 = CharField()
        filename = CharField()
        size = IntegerField(null=True)
        stored_as = CharField()
        state = CharField()
        attempts = IntegerField()
        due_at = DateTimeField()
        error = TextField()
        voice = BooleanField()

        class Meta:
            database = db
            table_name = "media"

    class Intake(Model):
        ticket = ForeignKeyField(Ticket, backref="+", on_delete="CASCADE", unique=True)
        step = CharField()
        question = IntegerField()
        question_message = ForeignKeyField(Message, backref="+", null=True)
        reasked_at = DateTimeField(null=True)
        tries = IntegerField()
        unclear_at = DateTimeField(null=True)
        ask_again_at = DateTimeField(null=True)
        sealed_answers = BlobField(null=True)
        outcome = CharField()

        class Meta:
            database = db
            table_name = "intake"

    class Consent(Model):
        contact = ForeignKeyField(Contact, backref="+")
        ticket = ForeignKeyField(Ticket, backref="+")
        purpose = CharField()
        answer = CharField()
        terms_version = ForeignKeyField(TermsVersion, backref="+", null=True)
        url = TextField()
        text_sha256 = CharField()
        question_wa_id = CharField(null=True)
        answer_wa_id = CharField(null=True)
        raw_answer = TextField()
        recorded_by = ForeignKeyField(User, backref="+", null=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "consent"

    class Lane(Model):
        number = ForeignKeyField(Number, backref="+", on_delete="CASCADE")
        kind = CharField()
        next_at = DateTimeField()
        spaced_at = DateTimeField()
        lease_until = DateTimeField()
        token = CharField()

        class Meta:
            database = db
            table_name = "lane"

    class Delivery(Model):
        number = ForeignKeyField(Number, backref="+")
        lane = ForeignKeyField(Lane, backref="+")
        contact = ForeignKeyField(Contact, backref="+")
        message = ForeignKeyField(Message, backref="+", unique=True, null=True)
        body = JSONField()
        status = CharField()
        automatic = BooleanField()
        spaced = BooleanField()
        dial = CharField(null=True)
        after = ForeignKeyField("self", backref="+", null=True)
        due_at = DateTimeField()
        attempts = IntegerField()
        wa_id = CharField(unique=True, null=True)
        started_at = DateTimeField(null=True)
        sent_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)
        error_code = IntegerField(null=True)
        error = TextField()
        advice = TextField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "delivery"

    class Phone(Model):
        name = CharField()
        wa_id = CharField(unique=True)
        bsuid = CharField(unique=True)
        has_username = BooleanField()
        last_wrote_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "phone"

    class Bubble(Model):
        phone = ForeignKeyField(Phone, backref="+", on_delete="CASCADE")
        wa_id = CharField(unique=True)
        from_school = BooleanField()
        body = JSONField()
        text = TextField()
        key = CharField()
        status = CharField()
        unread = BooleanField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "bubble"

    class Faults(Model):
        fail_code = IntegerField()
        fail_count = IntegerField()
        delay_ms = IntegerField()
        duplicate = BooleanField()
        reorder = BooleanField()
        read_receipts = BooleanField()

        class Meta:
            database = db
            table_name = "faults"

    return [
        Department,
        User,
        Membership,
        Session,
        Failure,
        AccessLink,
        AuditEntry,
        Settings,
        ClosingReason,
        TermsVersion,
        Contact,
        Number,
        Template,
        KeptUpdate,
        ProtocolCounter,
        Ticket,
        Message,
        Media,
        Intake,
        Consent,
        Lane,
        Delivery,
        Phone,
        Bubble,
        Faults,
    ]
