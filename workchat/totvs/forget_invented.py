"""The demonstration's TOTVS goes, and every student whom it told of."""

from workchat.scheduled.models import AudiencePart
from workchat.students.models import (
    Course,
    Enrolment,
    EnrolmentStatus,
    Relationship,
    SchoolClass,
    Student,
    StudentSync,
    SyncLine,
)
from workchat.totvs.models import RmConnection

NAMED = ("class", "course", "status", "relation")
TOLD = (Relationship, Enrolment, Student, SchoolClass, Course, EnrolmentStatus, SyncLine, StudentSync)


def forget_invented() -> None:
    """Inside the caller's transaction. A school's own connection, and its students, are not touched."""
    if not RmConnection.current().is_invented:
        return
    # SQLite gives the same numbers again: a message to an invented class would go to a real one. The relations go too,
    # or one to the class's mothers would be for all mothers.
    AudiencePart.delete().where(AudiencePart.kind.in_(NAMED)).execute()
    for table in TOLD:
        table.delete().execute()
    RmConnection.delete().execute()
