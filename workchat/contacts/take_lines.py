"""A slice of checked lines becomes contacts: new ones, changed ones, and their groups and tags, in few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workchat.bulk import insert_rows
from workchat.chat.models import CLOSED
from workchat.contacts.kept_phones import kept_phones
from workchat.contacts.known_people import Known, ids_of
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, KeptOptOut, Tag
from workchat.contacts.rules import NAMELESS, age, search_form
from workchat.contacts.spreadsheet import ADULT, CHILD
from workchat.contacts.write_words import write_words, write_words_of_many
from workchat.db import db, is_postgres, moment, run

ROWS = 5000  # of two values in one statement

ADDED = {
    "name": "text", "name_edited": "boolean", "search_name": "text", "name_imported_at": "timestamp", "wa_id": "text",
    "phone_key": "text", "birth_date": "date", "sealed_cpf": "bytea", "cpf_fingerprint": "text", "is_minor": "boolean",
    "saved_at": "timestamp", "approved_at": "timestamp", "approved_by_id": "integer", "opted_out_at": "timestamp",
    "created_at": "timestamp",
}  # fmt: skip
CHANGE = """UPDATE contact SET name = ?, search_name = ?, name_imported_at = ?, birth_date = ?, is_minor = ?,
sealed_cpf = COALESCE(?, sealed_cpf), cpf_fingerprint = COALESCE(?, cpf_fingerprint),
approved_by_id = CASE WHEN approved_at IS NULL THEN ? ELSE approved_by_id END,
saved_at = COALESCE(saved_at, ?), approved_at = COALESCE(approved_at, ?) WHERE id = ?"""
NO_CPF = "UPDATE contact SET sealed_cpf = NULL, cpf_fingerprint = NULL WHERE id = ?"
SHOW_NAME = f"UPDATE ticket SET version = version + 1 WHERE contact_id = ? AND state <> '{CLOSED}'"  # noqa: S608
OTHERS = "SELECT contact_id FROM contact_alias WHERE contact_id IN ({marks})"
JOINED = "ON CONFLICT DO NOTHING RETURNING contact_id"


@dataclass(frozen=True, slots=True)
class Entering:
    """A line that was found good. `groups` and `tags`: with those that everybody in the file gets."""

    number: int
    action: str
    name: str
    phone: str
    birth_date: date | None
    sealed_cpf: bytes | None
    fingerprint: str | None
    groups: list[str]
    tags: list[str]


@dataclass(frozen=True)
class Occasion:
    """Who lets them enter, and when: `today` by the school's wall clock."""

    by_id: int | None
    today: date
    now: datetime


def add_people(lines: Sequence[Entering], occasion: Occasion) -> dict[str, int]:
    """Phone -> id of the new contacts, saved and approved. Who wanted silence and was erased keeps it."""
    if not lines:
        return {}
    silenced = kept_phones(KeptOptOut, [line.phone for line in lines])
    rows = [_new(line, occasion, silenced) for line in lines]
    ids = dict(insert_rows("contact", ADDED, rows, "RETURNING phone_key, id"))
    write_words_of_many(((ids[line.phone], line.name or NAMELESS, line.phone) for line in lines), new=True)
    return ids


def change_people(lines: Sequence[tuple[Entering, Known]], occasion: Occasion) -> set[int]:
    """Write what these lines tell of people whom we know; the ids of those of whom it was news."""
    news = {person.id for line, person in lines if person.is_told(line.name, line.birth_date, line.fingerprint)}
    told = [(line, person) for line, person in lines if person.id in news]
    _many(CHANGE, [_changed(line, person, occasion) for line, person in told])
    _many(NO_CPF, [(person.id,) for line, person in told if _is_child(line.birth_date or person.birth_date, occasion)])
    renamed = [(line, person) for line, person in told if person.takes_name(line.name)]
    _many(SHOW_NAME, [(person.id,) for _, person in renamed])
    _write_words_again({person.id: line for line, person in renamed})
    return news


def join_lists(lines: Iterable[Entering], ids: dict[str, int], now: datetime) -> set[int]:
    """Add groups and tags to the people of these lines; the ids of those who got one that they did not have."""
    some, got = [line for line in lines if line.phone in ids], set()
    for link, model, field in ((GroupMember, Group, "groups"), (ContactTag, Tag, "tags")):
        names = {name for line in some for name in getattr(line, field)}
        by_form = ids_of(model, names, now)
        listed = {name: by_form[search_form(name)] for name in names}
        pairs = {(listed[name], ids[line.phone]) for line in some for name in getattr(line, field)}
        got |= _join(link._meta.table_name, f"{model.__name__.lower()}_id", sorted(pairs))
    return got


def _join(table: str, column: str, pairs: list[tuple[int, int]]) -> set[int]:
    columns, got = {column: "integer", "contact_id": "integer"}, set()
    for start in range(0, len(pairs), ROWS):
        got |= {row[0] for row in insert_rows(table, columns, pairs[start : start + ROWS], JOINED)}
    return got


def _new(line: Entering, occasion: Occasion, silenced: dict[str, datetime]) -> tuple:
    now, name = occasion.now, line.name or NAMELESS
    minor = line.birth_date is not None and age(line.birth_date, occasion.today) < ADULT
    return (
        name, False, search_form(name), now if line.name else None, line.phone, line.phone, line.birth_date,
        line.sealed_cpf, line.fingerprint, minor, now, now, occasion.by_id, silenced.get(line.phone), now,
    )  # fmt: skip


def _changed(line: Entering, person: Known, occasion: Occasion) -> tuple:
    takes, now = person.takes_name(line.name), occasion.now
    name, born = line.name if takes else person.name, line.birth_date or person.birth_date
    named_at = now if takes or person.is_named_first_by(line.name) else moment(person.name_imported_at)
    minor = born is not None and age(born, occasion.today) < ADULT
    return (name, search_form(name), named_at, born, minor, line.sealed_cpf, line.fingerprint, occasion.by_id,
            now, now, person.id)  # fmt: skip


def _is_child(born: date | None, occasion: Occasion) -> bool:
    return born is not None and age(born, occasion.today) < CHILD


def _write_words_again(lines: dict[int, Entering]) -> None:
    """Of people with other phones too, the words of those included."""
    if not lines:
        return
    others = {row[0] for row in run(OTHERS.format(marks=", ".join("?" * len(lines))), *lines).fetchall()}
    write_words_of_many((row_id, line.name, line.phone) for row_id, line in lines.items() if row_id not in others)
    for row_id in sorted(others):
        write_words(Contact.fetch("WHERE id = ?", row_id))


def _many(statement: str, rows: list[tuple]) -> None:
    """One statement for each row, prepared once. Postgres gets them all in one go."""
    if rows:
        db.cursor().executemany(statement.replace("?", "%s") if is_postgres() else statement, rows)
