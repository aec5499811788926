"""Who studies at the school, in which class, and which contact answers for whom; and how that came in."""

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

from workchat.accounts.models import User
from workchat.contacts.models import Contact
from workchat.db import Record, clock
from workchat.students.rows import ACADEMIC, FATHER, FINANCIAL, MOTHER, SELF

RELATION_WORDS = {
    MOTHER: "mãe",
    FATHER: "pai",
    ACADEMIC: "responsável acadêmico",
    FINANCIAL: "responsável financeiro",
    SELF: "o próprio aluno",
}

# A sync: a file waits for a person's yes; then, or from TOTVS: read, compared, entered, in one line for everybody.
UPLOADED, READING, APPLYING, ASKING = "uploaded", "reading", "applying", "asking"
DONE, CANCELLED, FAILED = "done", "cancelled", "failed"
RUNNING = (READING, APPLYING)  # at most one: a unique index
SYNC_WORDS = {
    UPLOADED: "Espera confirmação",
    READING: "Lendo",
    APPLYING: "Atualizando",
    ASKING: "Espera uma decisão",
    DONE: "Concluída",
    CANCELLED: "Cancelada",
    FAILED: "Não deu certo",
}


class Course(Record):
    name = CharField(unique=True)


class SchoolClass(Record):
    """A class of one period: next year's 7º B is another one."""

    code = CharField()
    period = CharField(default="")  # of the school's calendar, as 2026 or 2026/1
    name = CharField()


class EnrolmentStatus(Record):
    """Matriculado, Trancado…, in the school's own words."""

    name = CharField(unique=True)


class Student(Record):
    ra = CharField(unique=True)  # the school's number of a student (registro acadêmico)
    name = CharField()
    left_at = DateTimeField(null=True)  # no longer in what the school's system says; never deleted for that
    created_at = DateTimeField(default=clock)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class Enrolment(Record):
    """A student in a class. One who changes classes has two; the one that ended stays as history."""

    student = ForeignKeyField(Student, on_delete="CASCADE", backref="enrolments")
    school_class = ForeignKeyField(SchoolClass, null=True, on_delete="SET NULL")
    course = ForeignKeyField(Course, null=True, on_delete="SET NULL")
    status = ForeignKeyField(EnrolmentStatus, null=True, on_delete="SET NULL")
    period = CharField(default="")
    is_active = BooleanField(default=True)  # the status says that the student attends (RM: PLATIVO)
    ended_at = DateTimeField(null=True)


class Relationship(Record):
    """What a contact is to a student. One contact may have several, to one student or to siblings."""

    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="relationships")
    student = ForeignKeyField(Student, on_delete="CASCADE", backref="relationships")
    kind = CharField()  # a key of RELATION_WORDS
    ended_at = DateTimeField(null=True)


class StudentSync(Record):
    """Students and guardians on their way in, from TOTVS or from spreadsheets: what was read, and what it changed."""

    source = CharField()  # rm | file
    state = CharField()
    filename = TextField(default="")  # of the spreadsheets, one a line
    mapping = JSONField(null=True)  # of the spreadsheets: what was understood of their columns
    sealed_students = BlobField(null=True)  # the rows as they were read, until they have entered
    sealed_guardians = BlobField(null=True)
    students_read = IntegerField(null=True)  # rows; null = not read yet
    guardians_read = IntegerField(null=True)
    attempts = IntegerField(default=0)  # of the present reading, for the back-off
    retry_at = DateTimeField(null=True)
    allowed = BooleanField(default=False)  # a person saw that so many would leave, and said yes
    position = IntegerField(default=0)  # students done
    total = IntegerField(default=0)
    added = IntegerField(default=0)  # students
    changed = IntegerField(default=0)
    gone = IntegerField(default=0)
    contacts_added = IntegerField(default=0)
    contacts_changed = IntegerField(default=0)
    refused = IntegerField(default=0)  # rows
    error = TextField(default="")  # why it failed, what it asks, or what it waits for: in words
    started_by = ForeignKeyField(User, null=True, on_delete="SET NULL")  # null = by the night's timetable
    created_at = DateTimeField(default=clock)
    finished_at = DateTimeField(null=True)


class SyncLine(Record):
    """One line of a sync's report."""

    student_sync = ForeignKeyField(StudentSync, on_delete="CASCADE", backref="lines")
    action = CharField()  # new | changed | gone | refused | remark
    subject = CharField(default="")  # whom it is about: "Ana Souza (RA 2026001)"
    words = TextField(default="")  # what changed, or why the row was refused
    line = IntegerField(null=True)  # of a refused row: in its spreadsheet, or in the order in which TOTVS gave it
    sealed_raw = BlobField(null=True)  # a refused row as it stood
