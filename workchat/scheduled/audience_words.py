"""Who a scheduled message is for, as the school says it: groups, tags and classes by name."""

from collections import Counter
from collections.abc import Iterable

from workchat.contacts.models import Group, Tag
from workchat.db import Record
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.scheduled.student_words import listed, students_said
from workchat.scheduled.students_meant import COLUMNS as OF_STUDENTS
from workchat.scheduled.students_meant import means_students
from workchat.students.models import Course, EnrolmentStatus, SchoolClass

EVERYBODY = "Todos os contatos salvos"
MODELS: dict[str, type[Record]] = {
    "group": Group,
    "tag": Tag,
    "class": SchoolClass,
    "course": Course,
    "status": EnrolmentStatus,
}
BEFORE = {"group": "grupo ", "tag": "tag "}
GONE = {"group": "grupo excluído", "tag": "tag excluída", "class": "turma excluída", "course": "curso excluído",
        "status": "situação excluída"}  # fmt: skip
Names = dict[tuple[str, int], str]


def audience_words(messages: Iterable[ScheduledMessage]) -> dict[int, str]:
    """Message id -> "Grupo 5º ano e tag Pagantes, menos grupo Equipe", "Responsáveis financeiros do 7º B e do 8º A".

    One statement for the parts of all of them, and one for each kind that they name.
    """
    parts: dict[int, list[AudiencePart]] = {message.id: [] for message in messages}
    query = AudiencePart.select().where(AudiencePart.scheduled_message.in_(list(parts))).order_by(AudiencePart.id)
    for part in query if parts else ():
        parts[part.scheduled_message_id].append(part)
    names = _names([part for those in parts.values() for part in those])
    return {message_id: _said(those, names) for message_id, those in parts.items()}


def _names(parts: list[AudiencePart]) -> Names:
    found: Names = {}
    for kind, model in MODELS.items():
        ids = {part.ref_id for part in parts if part.kind == kind}
        rows = list(model.select().where(model.id.in_(ids)).order_by(model.id)) if ids else []
        found |= {(kind, gone): GONE[kind] for gone in ids}
        found |= {
            (kind, row.id): BEFORE.get(kind, "") + name for row, name in zip(rows, _told_apart(rows), strict=True)
        }
    return found


def _told_apart(rows: list[Record]) -> list[str]:
    """A class by its name, and by its year too beside one of the same name."""
    many = Counter(row.name for row in rows)
    return [f"{row.name} ({row.period})" if many[row.name] > 1 and row.period else row.name for row in rows]


def _said(parts: list[AudiencePart], names: Names) -> str:
    joined, without = ([part for part in parts if part.excluded is out] for out in (False, True))
    everybody = any(part.kind == "all" for part in joined)
    said = EVERYBODY if everybody else _joined(joined, names)
    left = _labels(without, names)
    whole = (said[:1].upper() + said[1:]) or "Ninguém"
    return f"{whole}, menos {left}" if left else whole


def _joined(parts: list[AudiencePart], names: Names) -> str:
    labels = _labels(parts, names)
    if not means_students(parts):
        return labels
    named = {kind: [names[kind, part.ref_id] for part in parts if part.kind == kind] for kind in MODELS}
    relations = [part.relation for part in parts if part.kind == "relation"]
    families = students_said(relations, named["class"], named["course"], named["status"])
    return f"{families}, e também {labels}" if labels else families


def _labels(parts: list[AudiencePart], names: Names) -> str:
    return listed([names.get((part.kind, part.ref_id), "") for part in parts if part.kind not in OF_STUDENTS])
