"""Spreadsheets of students wait as they were sent, till a person says what each column holds; then they enter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from workchat.accounts.models import User
from workchat.contacts.cells import Cell
from workchat.db import db
from workchat.students.keep_rows import PLACE, Row, open_rows, seal_rows
from workchat.students.models import UPLOADED, StudentSync
from workchat.students.read_sheet import Sheet
from workchat.students.settle_sync import ELSEWHERE, confirm_sync
from workchat.students.sheet_rows import cut_ra, guardian_rows, has_guardians, student_rows
from workchat.students.start_sync import start_file_sync
from workchat.students.sync_steps import NotNow, sealed_rows, step
from workchat.vault import CannotUnseal

CUT_RA = (
    "Na linha {} o RA está como “{}”: o Excel cortou os números. Formate a coluna do RA como texto, ponha os números "
    "inteiros e envie de novo."
)
CELLS = "cells"  # of a kept line, until it is known what they are


@dataclass
class KeptSheet:
    """A file that waits: `columns` as they were guessed, or as a person says now."""

    about: dict
    columns: list[str]
    lines: list[tuple[int, list[Cell]]]
    of_guardians: bool

    @property
    def headings(self) -> list[str]:
        return self.about["headings"]


def keep_sheets(students: Sheet, guardians: Sheet | None, by: User, now: datetime) -> StudentSync:
    """They wait for a person's yes. `guardians` None: it was one file, which may name them too."""
    sheets = [students, guardians] if guardians else [students]
    mapping = {"sheets": [sheet.about for sheet in sheets]}
    kept = [[(number, {CELLS: cells}) for number, cells in sheet.lines] for sheet in sheets]
    names = [sheet.filename for sheet in sheets]
    return start_file_sync(names, mapping, kept[0], kept[1] if guardians else None, by, now)


def kept_sheets(row: StudentSync, columns: Sequence[Sequence[str]] = ()) -> list[KeptSheet]:
    """The files that wait, the students' first; with these columns for each instead of the guessed ones.

    :raises CannotUnseal: when the key is gone. :raises NotNow: somebody said yes at this instant.
    """
    found = []
    for place, (about, sealed) in enumerate(zip(row.mapping["sheets"], sealed_rows(row), strict=False)):
        if sealed is None:
            raise CannotUnseal(PLACE)
        lines = [(number, kept.get(CELLS)) for number, kept in open_rows(sealed)]
        if any(cells is None for _, cells in lines[:1]):
            raise NotNow(ELSEWHERE)  # a colleague just said yes: they are rows of students by now
        found.append(KeptSheet(about, list(columns[place] if columns else about["columns"]), lines, place == 1))
    return found


def rows_of(sheets: Sequence[KeptSheet]) -> tuple[list[tuple[int, Row]], list[tuple[int, Row]] | None]:
    """(students, guardians) as TOTVS would have given them; None when no column says who answers for whom."""
    first, *_ = sheets
    students = list(student_rows(first.lines, first.columns, first.headings))
    telling = [sheet for sheet in sheets if has_guardians(sheet.columns)]
    told = (guardian_rows(sheet.lines, sheet.columns, sheet.headings) for sheet in telling)
    return students, list(chain.from_iterable(told)) if telling else None


def enter_sheets(row: StudentSync, columns: Sequence[Sequence[str]], by: User, now: datetime) -> None:
    """The person says yes: with these columns the lines become rows like those of TOTVS, and enter.

    :raises NotNow: somebody was faster, another sync runs, or an RA was cut by Excel. :raises CannotUnseal: no key.
    """
    translated = _translated(kept_sheets(row, columns)) if row.state == UPLOADED else None
    with db.atomic():
        if translated and not step(row, (UPLOADED,), **translated):
            raise NotNow(ELSEWHERE)
        confirm_sync(row, by, now)  # which knows whether it is too late for that


def _translated(sheets: Sequence[KeptSheet]) -> dict[str, object]:
    """What is kept from then on in place of the lines as they were sent."""
    for sheet in sheets:
        if cut := cut_ra(sheet.lines, sheet.columns):
            raise NotNow(CUT_RA.format(*cut))
    students, guardians = rows_of(sheets)
    return {
        "sealed_students": seal_rows(students), "students_read": len(students),
        "sealed_guardians": None if guardians is None else seal_rows(guardians),
        "guardians_read": None if guardians is None else len(guardians),
        "mapping": {"sheets": [{**sheet.about, "columns": sheet.columns} for sheet in sheets]},
    }  # fmt: skip
