"""Every line of a spreadsheet is read before anybody enters: who is new, who changes, who is refused and why."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice

from workchat.contacts.cells import BadCell, Cell
from workchat.contacts.import_steps import CHECKED, CHECKING, FILE_GONE, advance, fail, sealed_file, step
from workchat.contacts.keep_lines import open_lines, seal_cells
from workchat.contacts.known_people import Known, known_people
from workchat.contacts.models import SEALED_CPF, ContactImport
from workchat.contacts.spreadsheet import NO_NAME, Line, read_line, without_a_childs_cpf
from workchat.db import db, run
from workchat.vault import CannotUnseal, vault

SLICE = 500  # lines in one transaction
ADD, CHANGE, SAME, JOIN, REFUSE = "add", "change", "same", "join", "refuse"
COUNTED = (ADD, CHANGE, JOIN, REFUSE)
BETWEEN = " · "  # two remarks on one line
NAME_KEPT = "nome mantido: alguém da escola o escreveu à mão"
MOST_LISTS = 500
TOO_MANY_LISTS = (
    f"As linhas têm mais de {MOST_LISTS} grupos ou tags diferentes. Deve ser a coluna errada: "
    "envie a planilha de novo e confira a coluna dos grupos."
)

EARLIER = """SELECT phone_key FROM import_row WHERE contact_import_id = ? AND phone_key IN ({marks})"""
WRITE = """INSERT INTO import_row (contact_import_id, line, action, reason, name, wa_id, phone_key, birth_date,
sealed_cpf, cpf_fingerprint, groups, tags, sealed_raw) VALUES {rows}"""
COUNT = """UPDATE contact_import SET added = added + ?, changed = changed + ?, joined = joined + ?,
refused = refused + ? WHERE id = ?"""
FORGET = "DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE contact_import_id = ? LIMIT 1000)"
LISTS = "SELECT DISTINCT CAST({column} AS TEXT) FROM import_row WHERE contact_import_id = ?"

Numbered = tuple[int, list[Cell]]
Read = tuple[int, list[Cell], Line | None, str]  # number, cells, the person, or why the line is refused


def check_import(row: ContactImport, today: date, now: datetime, may_go_on: Callable[[], bool]) -> float:
    """Read the next lines, slice after slice, until there are no more or `may_go_on` says no.

    Each slice moves the position in its own transaction: after a crash the next worker goes on behind it. Returns the
    longest time, in seconds, that a slice held the database.
    """
    longest = 0.0
    try:
        lines = lines_of(row, row.position)
    except CannotUnseal:
        fail(row, FILE_GONE, now)
        return longest
    if row.position == 0:
        _forget_earlier_check(row)
    while may_go_on():
        some = list(islice(lines, SLICE))
        if not some:
            _finish(row, now)
            return longest
        took = _write(row, _decided(row, [_read(row, *line, today) for line in some], today))
        if took is None:
            return longest  # another worker has this slice
        longest = max(longest, took)
    return longest


def lines_of(row: ContactImport, after: int = 0) -> Iterator[Numbered]:
    """The lines of people, without the headings.

    :raises CannotUnseal: when the key is gone, or the file was deleted meanwhile.
    """
    sealed = sealed_file(row)
    if sealed is None:
        raise CannotUnseal("contact_import.sealed_file")
    lines = open_lines(sealed, after)
    return islice(lines, int(row.mapping["header"] and not after), None)


def _read(row: ContactImport, number: int, cells: list[Cell], today: date) -> Read:
    try:
        return number, cells, read_line(cells, row.mapping["columns"], today), ""
    except BadCell as error:
        return number, cells, None, str(error)


def _decided(row: ContactImport, lines: list[Read], today: date) -> list[tuple]:
    """The values of each line's row: what will become of it, with all that is known today."""
    keys = {line.phone for _, _, line, _ in lines if line}
    known, seen = known_people(keys), _in_earlier_lines(row, keys)
    return [
        _row(row, number, *_of_whom(line, known, today), seen)
        if line and (line.name or line.phone in known or line.phone in seen)
        else _refused(row, number, why or NO_NAME, cells)
        for number, cells, line, why in lines
    ]


def _of_whom(line: Line, known: dict[str, Known], today: date) -> tuple[Line, Known | None]:
    person = known.get(line.phone)
    return without_a_childs_cpf(line, person.birth_date if person else None, today), person


def _refused(row: ContactImport, number: int, why: str, cells: list[Cell]) -> tuple:
    return row.id, number, REFUSE, why, "", None, None, None, None, None, "[]", "[]", seal_cells(cells)


def _row(row: ContactImport, number: int, line: Line, person: Known | None, seen: set[str]) -> tuple:
    fingerprint = vault.fingerprint(line.cpf) if line.cpf else None
    action, remark = _action(row, line, fingerprint, person, seen), line.remark
    if person and action != JOIN and person.name_edited and line.name not in ("", person.name):
        remark = BETWEEN.join(filter(None, (remark, NAME_KEPT)))
    seen.add(line.phone)
    return (
        row.id, number, action, remark, line.name, line.phone, line.phone, line.birth_date,
        vault.seal(line.cpf, SEALED_CPF) if line.cpf else None, fingerprint,
        json.dumps(line.groups), json.dumps(line.tags), None,
    )  # fmt: skip


def _action(row: ContactImport, line: Line, fingerprint: str | None, person: Known | None, seen: set[str]) -> str:
    if line.phone in seen:
        return JOIN
    if person is None:
        return ADD
    groups, tags = [*line.groups, *row.groups.splitlines()], [*line.tags, *row.tags.splitlines()]
    return CHANGE if person.changes(line, fingerprint, groups, tags) else SAME


def _in_earlier_lines(row: ContactImport, keys: set[str]) -> set[str]:
    if not keys:
        return set()
    return {key for (key,) in run(EARLIER.format(marks=", ".join("?" * len(keys))), row.id, *keys).fetchall()}


def _write(row: ContactImport, rows: list[tuple]) -> float | None:
    """How long the slice held the database; None when it is somebody else's."""
    counts = [sum(one[2] == action for one in rows) for action in COUNTED]
    marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
    with db.atomic():
        begin = time.perf_counter()
        if not advance(row, rows[-1][1]):
            return None
        run(WRITE.format(rows=marks), *(value for one in rows for value in one))
        run(COUNT, *counts, row.id)
    return time.perf_counter() - begin


def _forget_earlier_check(row: ContactImport) -> None:
    """The columns were chosen again: what the last check found goes, a little at a time."""
    more = 1
    while more:
        with db.atomic():
            more = advance(row, 0) and run(FORGET, row.id).rowcount


def _finish(row: ContactImport, now: datetime) -> None:
    for column in ("groups", "tags"):
        lists = run(LISTS.format(column=column), row.id).fetchall()
        if len({name for (names,) in lists for name in json.loads(names)}) > MOST_LISTS:
            fail(row, TOO_MANY_LISTS, now)
            return
    step(row, (CHECKING,), state=CHECKED)
