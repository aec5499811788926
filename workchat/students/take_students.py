"""A slice of students as they were read meets what is known: what differs is written, and told in the report."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workchat.bulk import insert_rows
from workchat.contacts.take_lines import Occasion
from workchat.db import hold, run
from workchat.students.families import Family
from workchat.students.models import RELATION_WORDS
from workchat.students.names import Names
from workchat.students.rows import SELF, Person
from workchat.students.take_people import take_people

KNOWN = "SELECT ra, id, name, left_at FROM student WHERE ra IN ({marks}) ORDER BY id"
NEW = {"ra": "text", "name": "text", "created_at": "timestamp"}
RENAME = "UPDATE student SET name = ?, left_at = NULL WHERE id = ?"
ENROLMENTS = """SELECT student_id, school_class_id, course_id, status_id, period, is_active, id, ended_at
FROM enrolment WHERE student_id IN ({marks}) ORDER BY id"""
ENROL = {
    "student_id": "integer", "school_class_id": "integer", "course_id": "integer", "status_id": "integer",
    "period": "text", "is_active": "boolean",
}  # fmt: skip
RELATIONS = "SELECT student_id, kind, contact_id, id, ended_at FROM relationship WHERE student_id IN ({marks})"
RELATE = {"student_id": "integer", "kind": "text", "contact_id": "integer"}
END = "UPDATE {table} SET ended_at = ? WHERE id IN ({marks})"
CONTACT_NAMES = "SELECT id, name FROM contact WHERE id IN ({marks})"


@dataclass
class Told:
    """What a slice changed: (action, subject, words) for the report, and how many contacts."""

    lines: list[tuple[str, str, str]] = field(default_factory=list)
    contacts_added: int = 0
    contacts_changed: int = 0

    def count(self, action: str) -> int:
        return sum(line[0] == action for line in self.lines)


def take_students(
    families: Sequence[Family], people: dict[str, Person], names: Names, with_guardians: bool, occasion: Occasion
) -> Told:
    """Write what is new or different, in the caller's transaction. `with_guardians` False: nothing was said of them."""
    told, now = Told(), occasion.now
    names.know(one for family in families for one in family.enrolled)
    phones = {phone for family in families for _, phone in family.relations}
    contacts, told.contacts_added, told.contacts_changed = take_people(phones, people, occasion)
    known = {row[0]: row[1:] for row in _rows(KNOWN + hold(), [family.ra for family in families])}
    ids = _add([family for family in families if family.ra not in known], now)
    words = _rename([family for family in families if family.ra in known], known)
    ids |= {ra: row[0] for ra, row in known.items()}
    news = [_enrolments(families, ids, names, now), _relations(families, ids, contacts, with_guardians, now)]
    for family in families:
        changes = words.get(family.ra, []) + [line for part in news for line in part.get(ids[family.ra], [])]
        action = "changed" if family.ra in known else "new"
        if action == "new" or changes:
            told.lines.append((action, f"{family.name} (RA {family.ra})", "; ".join(changes)))
    return told


def _add(families: list[Family], now: datetime) -> dict[str, int]:
    rows = [(family.ra, family.name, now) for family in families]
    return dict(insert_rows("student", NEW, rows, "RETURNING ra, id"))


def _rename(families: list[Family], known: dict[str, tuple]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for family in families:
        row_id, name, left_at = known[family.ra]
        if left_at is not None:
            words[family.ra] = ["voltou"]
        if name != family.name:
            words.setdefault(family.ra, []).append(f"nome: {name} → {family.name}")
        if family.ra in words:
            run(RENAME, family.name, row_id)
    return words


def _enrolments(families: Sequence[Family], ids: dict[str, int], names: Names, now: datetime) -> dict[int, list[str]]:
    wanted = {
        (ids[family.ra], *names.ids(one), one.period, one.is_active) for family in families for one in family.enrolled
    }
    there = [((*row[:5], bool(row[5])), row[6], row[7]) for row in _rows(ENROLMENTS, list(ids.values()))]
    return _differ(
        "enrolment", ENROL, wanted, there, now,
        lambda key: names.class_name(key[1]) or "sem turma",
        lambda key: f" ({status})" if (status := names.status_name(key[3])) else "",
    )  # fmt: skip


def _relations(
    families: Sequence[Family], ids: dict[str, int], contacts: dict[str, int], with_guardians: bool, now: datetime
) -> dict[int, list[str]]:
    wanted = {(ids[f.ra], kind, contacts[phone]) for f in families for kind, phone in f.relations if phone in contacts}
    there = [
        (tuple(row[:3]), row[3], row[4])
        for row in _rows(RELATIONS, list(ids.values()))
        if with_guardians or row[1] == SELF
    ]
    persons = dict(_rows(CONTACT_NAMES, list({key[2] for key in wanted} | {key[2] for key, *_ in there})))
    return _differ(
        "relationship", RELATE, wanted, there, now,
        lambda key: persons.get(key[2], "").replace(";", ","), lambda key: f" ({RELATION_WORDS[key[1]]})",
    )  # fmt: skip


def _differ(
    table: str, columns: dict[str, str], wanted: set[tuple], there: Iterable[tuple[tuple, int, object]], now: datetime,
    name: Callable[[tuple], str], detail: Callable[[tuple], str],
) -> dict[int, list[str]]:  # fmt: skip
    """Write what is wanted and missing, take up again what had ended, end what is no longer wanted; student id ->
    what that means in words."""
    present, over = {}, {}
    for key, row_id, ended_at in there:
        (present if ended_at is None else over)[key] = row_id
    missing = sorted(wanted - present.keys(), key=str)
    ended = sorted(present.keys() - wanted, key=str)
    fresh = [key for key in missing if key not in over]
    insert_rows(table, columns, fresh)
    _end(table, None, [over[key] for key in missing if key in over])
    _end(table, now, [present[key] for key in ended])
    words: dict[int, list[str]] = defaultdict(list)
    for sign, keys in (("entrou", missing), ("saiu", ended)):
        for key in keys:
            words[key[0]].append(f"{sign}: {name(key)}{detail(key)}")
    return words


def _end(table: str, at: datetime | None, row_ids: list[int]) -> None:
    if row_ids:
        run(END.format(table=table, marks=", ".join("?" * len(row_ids))), at, *row_ids)


def _rows(statement: str, values: Sequence[object]) -> list[tuple]:
    return run(statement.format(marks=", ".join("?" * len(values))), *values).fetchall() if values else []
