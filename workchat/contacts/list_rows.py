"""The lines of the list of contacts: each with its phone, its states, its groups and its tags."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from workchat.contacts.rules import format_phone
from workchat.db import moment, run

ROWS = """SELECT id, name, wa_id, username, saved_at, approved_at, opted_out_at, created_at FROM contact
WHERE id IN ({marks}) AND erased_at IS NULL"""
GROUPS_OF = """SELECT m.contact_id, g.name FROM group_member m JOIN contact_group g ON g.id = m.group_id
WHERE m.contact_id IN ({marks}) ORDER BY g.name"""
TAGS_OF = """SELECT m.contact_id, t.name FROM contact_tag m JOIN tag t ON t.id = m.tag_id
WHERE m.contact_id IN ({marks}) ORDER BY t.name"""


class Row(NamedTuple):
    id: int
    name: str
    phone: str
    saved_at: datetime | None
    approved_at: datetime | None
    opted_out_at: datetime | None
    created_at: datetime
    groups: list[str]
    tags: list[str]


def rows_of(ids: Sequence[int]) -> list[Row]:
    """The lines of these contacts, in this order; those that are gone are left out."""
    if not ids:
        return []
    groups, tags, found = names(GROUPS_OF, ids), names(TAGS_OF, ids), {}
    for row_id, name, wa_id, username, *times in run(ROWS.format(marks=marks(ids)), *ids).fetchall():
        phone = format_phone(wa_id) if wa_id else username or "sem telefone"
        found[row_id] = Row(row_id, name, phone, *map(moment, times), groups.get(row_id, []), tags.get(row_id, []))
    return [found[row_id] for row_id in ids if row_id in found]


def names(statement: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """contact id -> names of its groups or tags, by GROUPS_OF or TAGS_OF."""
    found: dict[int, list[str]] = {}
    for contact_id, name in run(statement.format(marks=marks(ids)), *ids).fetchall():
        found.setdefault(contact_id, []).append(name)
    return found


def marks(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))
