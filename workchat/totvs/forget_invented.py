"""The demonstration's TOTVS goes, and every student whom it told of."""

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

TOLD = (Relationship, Enrolment, Student, SchoolClass, Course, EnrolmentStatus, SyncLine, StudentSync)


def forget_invented() -> None:
    """Inside the caller's transaction. A school's own connection, and its students, are not touched."""
    if not RmConnection.current().is_invented:
        return
    for table in TOLD:
        table.delete().execute()
    RmConnection.delete().execute()
