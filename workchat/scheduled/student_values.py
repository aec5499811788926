"""What {{aluno}} and {{turma}} stand for in a scheduled message: the contact's students whom the message is about."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from workchat.contacts.models import Contact
from workchat.db import run
from workchat.scheduled.audience import people_of
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.scheduled.student_words import listed
from workchat.scheduled.students_meant import meant
from workchat.students.called import called
from workchat.text.rules import OF_STUDENTS, sample_values, variables_in

SAMPLE = {name: value for name, value in sample_values().items() if name in OF_STUDENTS}  # nobody's
PARTS = "WHERE scheduled_message_id = ? ORDER BY id"
# The classes in which they are, as the message means it; the same student again for each.
THEIRS = """SELECT s.id, s.name, (SELECT k.name FROM school_class k WHERE k.id = e.school_class_id) AS class_name
{meant} AND r.contact_id IN ({marks}) ORDER BY s.name, s.id, class_name"""
# One person with two phones is reached once (audience.py): what is said is of the students of both.
OTHERS = "SELECT id FROM contact WHERE cpf_fingerprint = ? AND id <> ?"
LACKS = """SELECT COUNT(*) FROM ({people}) p WHERE p.reason = ''
AND NOT EXISTS (SELECT 1 {meant} AND r.contact_id = p.id)
AND NOT EXISTS (SELECT 1 FROM contact me JOIN contact o ON o.cpf_fingerprint = me.cpf_fingerprint AND o.id <> me.id
WHERE me.id = p.id AND EXISTS (SELECT 1 {meant} AND r.contact_id = o.id))"""


def texts_of(message: ScheduledMessage) -> Iterable[str]:
    """Everything in which a variable may stand."""
    return (message.parameters or {}).values() if message.content == "template" else (message.text,)


def asks_for_students(message: ScheduledMessage) -> bool:
    """Whether the message uses a variable of students: only then the database is asked for them."""
    return any(variables_in(text) & OF_STUDENTS for text in texts_of(message))


def student_values(contact: Contact, parts: Sequence[AudiencePart]) -> dict[str, str]:
    """{"aluno": "Ana e Pedro", "turma": "7º B e 8º A"}; what is missing is not in it.

    Of the students that make this contact a recipient, when the audience names classes, courses, statuses or
    relations; else of all their present ones.
    """
    found = meant(parts)
    ids = [contact.id, *_others(contact)]
    statement = THEIRS.format(meant=found.sql, marks=", ".join("?" * len(ids)))
    rows = run(statement, *found.values, *ids).fetchall()
    names = {student_id: name for student_id, name, _ in rows}
    classes = list(dict.fromkeys(class_name for *_, class_name in rows if class_name))
    said = {"aluno": listed(called(list(names.values()))), "turma": listed(classes)}
    return {name: value for name, value in said.items() if value}


def _others(contact: Contact) -> list[int]:
    """The same person's other contacts."""
    if not contact.cpf_fingerprint:
        return []
    return [row[0] for row in run(OTHERS, contact.cpf_fingerprint, contact.id).fetchall()]


def parts_of(message: ScheduledMessage) -> list[AudiencePart]:
    return AudiencePart.fetch_all(PARTS, message.id) if message.id else []


def without_students(message: ScheduledMessage, now: datetime) -> dict[str, int]:
    """Variable -> how many of those who are reached have nothing for it and no fallback; only where there are some."""
    used = {name for text in texts_of(message) for name in variables_in(text, unguarded=True)} & OF_STUDENTS
    lacking = {name: _lacking(message, now, name == "turma") for name in sorted(used)}
    return {name: count for name, count in lacking.items() if count}


def _lacking(message: ScheduledMessage, now: datetime, a_class: bool) -> int:
    people, found = people_of(message, now), meant(parts_of(message))
    sql = found.sql + (" AND e.school_class_id IS NOT NULL" if a_class else "")
    values = (*people.values, *found.values, *found.values)
    return run(LACKS.format(people=people.sql, meant=sql), *values).fetchone()[0]
