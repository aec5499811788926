"""What can be chosen for a scheduled message: the school's numbers, their approved templates, groups, tags, classes."""

import re
from dataclasses import dataclass, field

from workchat.db import run
from workchat.whatsapp.models import Number, Template

APPROVED = """WHERE status = 'APPROVED' AND category <> 'AUTHENTICATION'
AND number_id IN (SELECT id FROM number WHERE active) ORDER BY name, language"""
GROUPS = """SELECT g.id, g.name, COUNT(m.contact_id) FROM contact_group g
LEFT JOIN group_member m ON m.group_id = g.id GROUP BY g.id, g.name ORDER BY g.name"""
TAGS = """SELECT t.id, t.name, COUNT(c.contact_id) FROM tag t
LEFT JOIN contact_tag c ON c.tag_id = t.id GROUP BY t.id, t.name ORDER BY t.name"""

# How many attend: of a class whose students have all stopped, none. What nobody is in any more is not offered.
CLASSES = """SELECT k.id, k.name, SUM(CASE WHEN e.is_active THEN 1 ELSE 0 END), k.period FROM enrolment e
JOIN school_class k ON k.id = e.school_class_id WHERE e.ended_at IS NULL GROUP BY k.id, k.name, k.period"""
COURSES = """SELECT k.id, k.name, SUM(CASE WHEN e.is_active THEN 1 ELSE 0 END) FROM enrolment e
JOIN course k ON k.id = e.course_id WHERE e.ended_at IS NULL GROUP BY k.id, k.name ORDER BY k.name"""
STATUSES = """SELECT k.id, k.name, COUNT(*) FROM enrolment e
JOIN enrolment_status k ON k.id = e.status_id WHERE e.ended_at IS NULL GROUP BY k.id, k.name ORDER BY k.name"""
SOME_STUDENT = "SELECT 1 FROM student WHERE left_at IS NULL LIMIT 1"
NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Offer:
    """Everything by its id. Groups and tags with how many contacts they have, the others with how many students;
    classes with their period too, the newest first.
    """

    numbers: dict[int, Number]
    templates: dict[int, Template]
    groups: dict[int, tuple[str, int]]
    tags: dict[int, tuple[str, int]]
    classes: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    courses: dict[int, tuple[str, int]] = field(default_factory=dict)
    statuses: dict[int, tuple[str, int]] = field(default_factory=dict)
    has_students: bool = False


def offer() -> Offer:
    """What exists now. A template that asks for something nobody can type here is not offered."""
    numbers = {row.id: row for row in Number.fetch_all("WHERE active ORDER BY id")}
    templates = {row.id: row for row in Template.fetch_all(APPROVED) if _can_be_filled(row)}
    some = numbers, templates, _counted(GROUPS), _counted(TAGS)
    if not run(SOME_STUDENT).fetchone():
        return Offer(*some)
    return Offer(*some, _classes(), _counted(COURSES), _counted(STATUSES), True)


def _counted(statement: str) -> dict[int, tuple[str, int]]:
    return {row_id: (name, count) for row_id, name, count in run(statement).fetchall()}


def _classes() -> dict[int, tuple[str, int, str]]:
    """This year's before last year's; in a year the 7º before the 10º."""
    rows = sorted(run(CLASSES).fetchall(), key=lambda row: (_natural(row[1]), row[0]))
    rows.sort(key=lambda row: _natural(row[3]), reverse=True)
    return {row_id: (name, count, period) for row_id, name, count, period in rows}


def _natural(text: str) -> list[tuple[int, int, str]]:
    return [(0, int(bit), "") if bit.isdecimal() else (1, 0, bit.casefold()) for bit in NUMBER.split(text)]


def _can_be_filled(template: Template) -> bool:
    """Words and an image or PDF are all that can be given here: no video."""
    return template.can_be_filled and template.header != "VIDEO"
