"""Which students a message means, and who answers for them: one SQL text for the audience, the words and the counts."""

from collections.abc import Sequence
from typing import NamedTuple

from workchat.scheduled.models import AudiencePart

# Who left, and an enrolment or a relationship that ended, never count.
PRESENT = """FROM enrolment e JOIN student s ON s.id = e.student_id JOIN relationship r ON r.student_id = e.student_id
WHERE e.ended_at IS NULL AND s.left_at IS NULL AND r.ended_at IS NULL"""
COLUMNS = {
    "class": "e.school_class_id",
    "course": "e.course_id",
    "status": "e.status_id",
    "relation": "r.kind",
}
ATTENDS = " AND e.is_active"  # when no status is chosen
# Of a slice of contacts: otherwise everybody would be looked at for each one.
IN_SPAN = " AND r.contact_id > ? AND r.contact_id <= ?"


class Piece(NamedTuple):
    """A part of a statement, with the values of its marks in their order."""

    sql: str
    values: tuple = ()


def means_students(parts: Sequence[AudiencePart]) -> bool:
    """Whether the audience names classes, courses, statuses or relations at all."""
    return any(part.kind in COLUMNS and not part.excluded for part in parts)


def meant(parts: Sequence[AudiencePart]) -> Piece:
    """FROM … WHERE of enrolments (e), students (s) and relationships (r) that the parts demand together.

    Any of the classes, and any of the courses, of the statuses, of the relations; parts that name none demand every
    student who attends.
    """
    wanted = {kind: _wanted(parts, kind) for kind in COLUMNS}
    sql = PRESENT + "".join(
        f" AND {column} IN ({', '.join('?' * len(wanted[kind]))})" for kind, column in COLUMNS.items() if wanted[kind]
    )
    values = tuple(value for kind in COLUMNS for value in wanted[kind])
    return Piece(sql + ("" if wanted["status"] else ATTENDS), values)


def answers_for_them(parts: Sequence[AudiencePart], alias: str, between: tuple[int, ...] = ()) -> Piece:
    """Whether a contact of the statement answers for one of them. The search begins with the class, not the contact."""
    found = meant(parts)
    span = IN_SPAN if between else ""
    return Piece(f"{alias}.id IN (SELECT r.contact_id {found.sql}{span})", (*found.values, *between))


def answers_one_by_one(parts: Sequence[AudiencePart], alias: str) -> Piece:
    """As answers_for_them, where only a few contacts are asked about: each begins with its own relationships."""
    found = meant(parts)
    return Piece(f"EXISTS (SELECT 1 {found.sql} AND r.contact_id = {alias}.id)", found.values)


def _wanted(parts: Sequence[AudiencePart], kind: str) -> list[int | str]:
    some = [part for part in parts if part.kind == kind and not part.excluded]
    return list(dict.fromkeys(part.relation if kind == "relation" else part.ref_id for part in some))
