"""The students whom contacts answer for: who they are, in which class, and when they left."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from workchat.db import moment, run
from workchat.students.models import RELATION_WORDS

# Of who left: what was so until then. Of who is here: what is so now.
LASTS = "({0}.ended_at IS NULL OR {0}.ended_at >= s.left_at)"
RELATED = f"""SELECT r.contact_id, s.id, s.name, s.ra, s.left_at, r.kind FROM relationship r
JOIN student s ON s.id = r.student_id WHERE r.contact_id IN ({{marks}}) AND {LASTS.format("r")}
ORDER BY CASE WHEN s.left_at IS NULL THEN 0 ELSE 1 END, s.name, s.id"""  # noqa: S608 (our own text)
ENROLLED = f"""SELECT e.student_id, k.name, t.name FROM enrolment e JOIN student s ON s.id = e.student_id
LEFT JOIN school_class k ON k.id = e.school_class_id LEFT JOIN enrolment_status t ON t.id = e.status_id
WHERE e.student_id IN ({{marks}}) AND {LASTS.format("e")}
ORDER BY CASE WHEN e.is_active THEN 0 ELSE 1 END, k.name, t.name, e.id"""  # noqa: S608


@dataclass
class StudentOf:
    """One student of a contact. `relations`: in words; `left_at`: naive UTC, None while they study here."""

    name: str
    ra: str
    left_at: datetime | None
    relations: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def students_of(contact_ids: Collection[int]) -> dict[int, list[StudentOf]]:
    """Contact id -> their students, those who study here first, by name. Two statements, however many contacts."""
    found: dict[int, dict[int, StudentOf]] = {contact_id: {} for contact_id in contact_ids}
    if not found:
        return {}
    for contact_id, student_id, name, ra, left_at, kind in run(_of(RELATED, found), *found).fetchall():
        one = found[contact_id].setdefault(student_id, StudentOf(name, ra, moment(left_at)))
        one.relations.append(kind)
    _enrol(found)
    for one in (one for those in found.values() for one in those.values()):
        one.relations = [words for kind, words in RELATION_WORDS.items() if kind in one.relations]
    return {contact_id: list(those.values()) for contact_id, those in found.items()}


def _enrol(found: dict[int, dict[int, StudentOf]]) -> None:
    ids = {student_id for those in found.values() for student_id in those}
    for student_id, class_name, status in run(_of(ENROLLED, ids), *ids).fetchall() if ids else ():
        for one in (those[student_id] for those in found.values() if student_id in those):
            one.classes += [class_name] if class_name and class_name not in one.classes else []
            one.statuses += [status] if status and status not in one.statuses else []


def _of(statement: str, ids: Collection[int]) -> str:
    return statement.format(marks=", ".join("?" * len(ids)))
