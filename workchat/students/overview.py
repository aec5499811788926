"""How many study here now, in how many classes, who answers for them, and how many nobody answers for."""

from dataclasses import dataclass

from workchat.db import run

STUDENTS = "SELECT COUNT(*) FROM student WHERE left_at IS NULL"
CLASSES = """SELECT COUNT(DISTINCT enrolment.school_class_id) FROM enrolment
JOIN student ON student.id = enrolment.student_id
WHERE student.left_at IS NULL AND enrolment.ended_at IS NULL AND enrolment.is_active"""
CONTACTS = """SELECT COUNT(DISTINCT relationship.contact_id) FROM relationship
JOIN student ON student.id = relationship.student_id
WHERE student.left_at IS NULL AND relationship.ended_at IS NULL"""
ALONE = """SELECT COUNT(*) FROM student WHERE left_at IS NULL AND NOT EXISTS
(SELECT 1 FROM relationship WHERE relationship.student_id = student.id AND relationship.ended_at IS NULL)"""


@dataclass(frozen=True)
class Overview:
    students: int  # who have not left
    classes: int  # with an active enrolment
    contacts: int  # who are something to one of those students
    alone: int  # students to whom no contact is anything: a scheduled message reaches nobody for them


def overview() -> Overview:
    return Overview(*(run(statement).fetchone()[0] for statement in (STUDENTS, CLASSES, CONTACTS, ALONE)))
