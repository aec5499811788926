"""What can be chosen for a scheduled message: the school's numbers, their approved templates, its groups and tags."""

from dataclasses import dataclass

from workchat.db import run
from workchat.whatsapp.models import Number, Template

APPROVED = """WHERE status = 'APPROVED' AND category <> 'AUTHENTICATION'
AND number_id IN (SELECT id FROM number WHERE active) ORDER BY name, language"""
GROUPS = """SELECT g.id, g.name, COUNT(m.contact_id) FROM contact_group g
LEFT JOIN group_member m ON m.group_id = g.id GROUP BY g.id, g.name ORDER BY g.name"""
TAGS = """SELECT t.id, t.name, COUNT(c.contact_id) FROM tag t
LEFT JOIN contact_tag c ON c.tag_id = t.id GROUP BY t.id, t.name ORDER BY t.name"""


@dataclass(frozen=True)
class Offer:
    """Everything by its id; groups and tags with how many contacts they have."""

    numbers: dict[int, Number]
    templates: dict[int, Template]
    groups: dict[int, tuple[str, int]]
    tags: dict[int, tuple[str, int]]


def offer() -> Offer:
    """What exists now. A template that asks for something nobody can type here is not offered."""
    numbers = {row.id: row for row in Number.fetch_all("WHERE active ORDER BY id")}
    templates = {row.id: row for row in Template.fetch_all(APPROVED) if _can_be_filled(row)}
    return Offer(numbers, templates, _counted(GROUPS), _counted(TAGS))


def _counted(statement: str) -> dict[int, tuple[str, int]]:
    return {row_id: (name, count) for row_id, name, count in run(statement).fetchall()}


def _can_be_filled(template: Template) -> bool:
    """Words and an image or PDF are all that can be given here: no video."""
    return template.can_be_filled and template.header != "VIDEO"
