"""Students in their classes, and the contacts who answer for them."""

from datetime import datetime
from itertools import count

from workchat.contacts.models import Contact
from workchat.students.models import Course, Enrolment, EnrolmentStatus, Relationship, SchoolClass, Student

_ra = (f"F{n}" for n in count(1))


def school_class(name: str = "7º B", period: str = "2026") -> SchoolClass:
    return SchoolClass.get_or_create(code=name, period=period, defaults={"name": name})[0]


def course(name: str) -> Course:
    return Course.get_or_create(name=name)[0]


def status(name: str) -> EnrolmentStatus:
    return EnrolmentStatus.get_or_create(name=name)[0]


def student(name: str, *classes: SchoolClass, left_at: datetime | None = None, **enrolled: object) -> Student:
    """Enrolled in each class as `enrolled` says: course, status, is_active, ended_at."""
    row = Student.create(ra=next(_ra), name=name, left_at=left_at)
    for one in classes or (None,):
        enrol(row, one, **enrolled)
    return row


def enrol(row: Student, one: SchoolClass | None = None, **enrolled: object) -> Enrolment:
    return Enrolment.create(student=row, school_class=one, period=one.period if one else "", **enrolled)


def answers(contact: Contact, row: Student, *kinds: str, ended_at: datetime | None = None) -> Contact:
    for kind in kinds or ("mother",):
        Relationship.create(contact=contact, student=row, kind=kind, ended_at=ended_at)
    return contact
