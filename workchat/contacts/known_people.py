"""Whom of a slice of a spreadsheet the school knows already, by any of their phones, with a few statements for all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from workchat.contacts.models import Group, Tag
from workchat.contacts.rules import search_form
from workchat.contacts.spreadsheet import Line
from workchat.db import hold, is_postgres, run

COLUMNS = """c.id, c.name, c.name_edited, c.name_imported_at, c.birth_date, c.cpf_fingerprint, c.saved_at,
c.approved_at, c.birth_date_edited, c.cpf_edited, c.phone_key"""
BY_PHONE = f"SELECT c.phone_key, {COLUMNS} FROM contact c WHERE c.phone_key IN ({{marks}}) ORDER BY c.id"  # noqa: S608
BY_OTHER_PHONE = f"""SELECT a.phone_key, {COLUMNS} FROM contact c JOIN contact_alias a ON a.contact_id = c.id
WHERE a.phone_key IN ({{marks}})"""  # noqa: S608
HOLD = """SELECT c.id FROM contact c WHERE c.id IN (SELECT id FROM contact WHERE phone_key IN ({marks})
UNION SELECT contact_id FROM contact_alias WHERE phone_key IN ({marks})) ORDER BY c.id"""
GROUPS_OF = """SELECT m.contact_id, g.name FROM group_member m JOIN contact_group g ON g.id = m.group_id
WHERE m.contact_id IN ({marks})"""
TAGS_OF = "SELECT m.contact_id, t.name FROM contact_tag m JOIN tag t ON t.id = m.tag_id WHERE m.contact_id IN ({marks})"
ENSURE = "INSERT INTO {table} (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING"


@dataclass
class Known:
    """A contact as far as an import looks at it."""

    id: int
    name: str
    name_edited: bool
    name_imported_at: object
    birth_date: date | None
    cpf_fingerprint: str | None
    saved_at: object
    approved_at: object
    birth_date_edited: bool
    cpf_edited: bool
    phone: str | None  # their own; a line may know them by another one
    groups: set[str] = field(default_factory=set)  # names
    tags: set[str] = field(default_factory=set)

    def changes(self, line: Line, fingerprint: str | None, groups: Iterable[str], tags: Iterable[str]) -> bool:
        """Whether the line tells anything that is not known. `groups` and `tags`: of the line and of the whole file."""
        return (
            self.is_told(line.name, line.birth_date, fingerprint)
            or not _holds(self.groups, groups)
            or not _holds(self.tags, tags)
        )

    def is_told(self, name: str, birth_date: date | None, fingerprint: str | None) -> bool:
        """Whether it is news of the contact itself; to be saved and approved counts too."""
        return (
            self.saved_at is None
            or self.approved_at is None
            or self.takes_name(name)
            or self.is_named_first_by(name)
            or birth_date not in (None, self.birth_date)
            or fingerprint not in (None, self.cpf_fingerprint)
        )

    def takes_name(self, name: str) -> bool:
        """A name that a person of the school typed stays; so does the known one when the line has none."""
        return bool(name) and name != self.name and not self.name_edited

    def is_named_first_by(self, name: str) -> bool:
        """WhatsApp called them so until now; from now on the school does."""
        return bool(name) and not self.name_edited and self.name_imported_at is None


def known_people(keys: Collection[str], with_lists: bool = True) -> dict[str, Known]:
    """Phone key -> who has it, as their own or as another phone. `with_lists`: their groups and tags too."""
    found = {key: _known(rest) for key, *rest in _rows(BY_OTHER_PHONE, keys)}
    found |= {key: _known(rest) for key, *rest in _rows(BY_PHONE, keys)}
    if with_lists:
        people = {person.id: person for person in found.values()}
        for contact_id, name in _rows(GROUPS_OF, people):
            people[contact_id].groups.add(name)
        for contact_id, name in _rows(TAGS_OF, people):
            people[contact_id].tags.add(name)
    return found


def held_people(keys: Collection[str]) -> dict[str, Known]:
    """The same, without lists, and nobody else may change them until the transaction ends: in the order of their ids,
    as whatever else holds several. Held first, then read: who was erased or joined meanwhile is no longer found."""
    if keys and is_postgres():
        run(HOLD.format(marks=", ".join("?" * len(keys))) + hold(), *keys, *keys)
    return known_people(keys, with_lists=False)


def ids_of(model: type[Group] | type[Tag], names: Collection[str], now: object) -> dict[str, int]:
    """Search form -> id of these groups or tags; those that are new are made, once however they are accented."""
    table = model._meta.table_name
    known = _by_search_form(table)
    new = {form: name for name in names if (form := search_form(name)) not in known}
    for name in new.values():
        run(ENSURE.format(table=table), name, now)
    return _by_search_form(table) if new else known


def _by_search_form(table: str) -> dict[str, int]:
    rows = run(f'SELECT name, id FROM "{table}" ORDER BY id DESC').fetchall()  # noqa: S608 (a table of ours)
    return {search_form(name): row_id for name, row_id in rows}


def _rows(statement: str, values: Collection[object]) -> list[tuple]:
    if not values:
        return []
    return run(statement.format(marks=", ".join("?" * len(values))), *values).fetchall()


def _holds(names: set[str], wanted: Iterable[str]) -> bool:
    """Whether all wanted names are there, whatever their accents and capitals."""
    missing = set(wanted) - names
    return not missing or {search_form(name) for name in missing} <= {search_form(name) for name in names}


def _known(row: list) -> Known:
    person = Known(*row)
    person.birth_date = date.fromisoformat(person.birth_date) if isinstance(person.birth_date, str) else row[4]
    return person
