"""Students and who answers for them, the connection to TOTVS RM, and entering from the school's portal. Frozen.

Expand only: 0.2.0 may still run beside it. Its worker knows no classes: a message to one would reach nobody. Update the
workers before the first one is scheduled.
"""

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

# Whoever inserts without knowing these columns (0.2.0, and the statements that write many contacts) gets this.
NO, EMPTY, FIRST = ([SQL(f"DEFAULT {value}")] for value in ("FALSE", "''", "1"))
COLUMNS = {
    "user": {"portal_subject": CharField(null=True)},
    "contact": {
        "birth_date_edited": BooleanField(default=False, constraints=NO),
        "cpf_edited": BooleanField(default=False, constraints=NO),
    },
    "settings": {
        "portal_creates_people": BooleanField(default=False, constraints=NO),
        "portal_version": IntegerField(default=1, constraints=FIRST),
    },
    "audience_part": {"relation": CharField(default="", constraints=EMPTY)},
}

# The same words serve SQLite and Postgres.
INDEXES = (
    'CREATE UNIQUE INDEX user_portal_subject ON "user" (portal_subject)',
    "CREATE UNIQUE INDEX school_class_once ON school_class (code, period)",
    "CREATE INDEX enrolment_of ON enrolment (student_id)",
    # The audience of a class, a course, a status.
    "CREATE INDEX enrolment_in_class ON enrolment (school_class_id, student_id) WHERE ended_at IS NULL",
    "CREATE INDEX enrolment_in_course ON enrolment (course_id, student_id) WHERE ended_at IS NULL",
    "CREATE INDEX enrolment_with_status ON enrolment (status_id, student_id) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX relationship_once ON relationship (contact_id, student_id, kind)",
    "CREATE INDEX relationship_of_student ON relationship (student_id)",
    # One at a time, however many ask.
    "CREATE UNIQUE INDEX student_sync_running ON student_sync ((CASE WHEN state = '' THEN 0 ELSE 1 END))"
    " WHERE state IN ('reading', 'applying')",
    "CREATE INDEX sync_line_of ON sync_line (student_sync_id, action, id)",
)


def up(migrator, db):
    for table, columns in COLUMNS.items():
        migrator.migrate(*(migrator.add_column(table, name, field) for name, field in columns.items()))
    db.create_tables(tables(db), safe=False)
    for statement in INDEXES:
        db.execute_sql(statement)


def tables(db) -> list[type[Model]]:
    """The tables as they are made here. Models of today may look otherwise."""

    class User(Model):
        class Meta:
            database = db
            table_name = "user"

    class Contact(Model):
        class Meta:
            database = db
            table_name = "contact"

    class KeptErasure(Model):
        fingerprint = CharField(unique=True)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "kept_erasure"

    class UsedLaunch(Model):
        jti_hash = CharField(unique=True)
        expires_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "used_launch"

    class RmConnection(Model):
        rest_url = CharField()
        soap_url = CharField()
        transport = CharField()
        user = CharField()
        sealed_password = BlobField(null=True)
        coligada = IntegerField(null=True)
        filial = IntegerField(null=True)
        teaching_level = IntegerField(null=True)
        period = CharField()
        students_sentence = CharField()
        guardians_sentence = CharField()
        area_code = CharField()
        nightly_at = CharField()
        active = BooleanField()
        is_invented = BooleanField()
        version = IntegerField()
        last_nightly_on = DateField(null=True)
        test_state = CharField()
        test_steps = JSONField(null=True)
        tested_at = DateTimeField(null=True)
        busy_until = DateTimeField()
        busy_token = CharField()

        class Meta:
            database = db
            table_name = "rm_connection"

    class Course(Model):
        name = CharField(unique=True)

        class Meta:
            database = db
            table_name = "course"

    class SchoolClass(Model):
        code = CharField()
        period = CharField()
        name = CharField()

        class Meta:
            database = db
            table_name = "school_class"

    class EnrolmentStatus(Model):
        name = CharField(unique=True)

        class Meta:
            database = db
            table_name = "enrolment_status"

    class Student(Model):
        ra = CharField(unique=True)
        name = CharField()
        left_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "student"

    class Enrolment(Model):
        student = ForeignKeyField(Student, backref="+", on_delete="CASCADE", index=False)
        school_class = ForeignKeyField(SchoolClass, backref="+", on_delete="SET NULL", null=True, index=False)
        course = ForeignKeyField(Course, backref="+", on_delete="SET NULL", null=True, index=False)
        status = ForeignKeyField(EnrolmentStatus, backref="+", on_delete="SET NULL", null=True, index=False)
        period = CharField()
        is_active = BooleanField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "enrolment"

    class Relationship(Model):
        contact = ForeignKeyField(Contact, backref="+", on_delete="CASCADE", index=False)
        student = ForeignKeyField(Student, backref="+", on_delete="CASCADE", index=False)
        kind = CharField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "relationship"

    class StudentSync(Model):
        source = CharField()
        state = CharField()
        filename = TextField()
        mapping = JSONField(null=True)
        sealed_students = BlobField(null=True)
        sealed_guardians = BlobField(null=True)
        students_read = IntegerField(null=True)
        guardians_read = IntegerField(null=True)
        attempts = IntegerField()
        retry_at = DateTimeField(null=True)
        allowed = BooleanField()
        position = IntegerField()
        total = IntegerField()
        added = IntegerField()
        changed = IntegerField()
        gone = IntegerField()
        contacts_added = IntegerField()
        contacts_changed = IntegerField()
        refused = IntegerField()
        error = TextField()
        started_by = ForeignKeyField(User, backref="+", on_delete="SET NULL", null=True)
        created_at = DateTimeField()
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "student_sync"

    class SyncLine(Model):
        student_sync = ForeignKeyField(StudentSync, backref="+", on_delete="CASCADE", index=False)
        action = CharField()
        subject = CharField()
        words = TextField()
        line = IntegerField(null=True)
        sealed_raw = BlobField(null=True)

        class Meta:
            database = db
            table_name = "sync_line"

    return [
        KeptErasure,
        UsedLaunch,
        RmConnection,
        Course,
        SchoolClass,
        EnrolmentStatus,
        Student,
        Enrolment,
        Relationship,
        StudentSync,
        SyncLine,
    ]
