"""A spreadsheet that was just sent: its columns, and its first lines as they would be understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from workchat.contacts.cells import BadCell, Cell, text_of
from workchat.contacts.columns import CPF
from workchat.contacts.import_steps import sealed_file
from workchat.contacts.keep_lines import PLACE, open_lines
from workchat.contacts.models import ContactImport
from workchat.contacts.rules import format_phone, is_cpf, mask_cpf, mask_cpfs_in
from workchat.contacts.spreadsheet import read_line
from workchat.vault import CannotUnseal

SHOWN, EXAMPLES = 10, 3
LONGEST_EXAMPLE = 60  # characters


class Column(NamedTuple):
    """A column of the file: its letter in the spreadsheet, the first cell, and the next ones."""

    letter: str
    first: str
    examples: list[str]


@dataclass(frozen=True)
class Shown:
    """A line as it will be understood, or why it would be refused. The CPF is masked."""

    number: int
    name: str = ""
    phone: str = ""
    cpf: str = ""
    birth_date: date | None = None
    groups: str = ""
    tags: str = ""
    remark: str = ""
    problem: str = ""


def first_lines(row: ContactImport, most: int) -> list[tuple[int, list[Cell]]]:
    """The headings included.

    :raises CannotUnseal: when the key is gone.
    """
    sealed = sealed_file(row)
    if sealed is None:
        raise CannotUnseal(PLACE)
    return list(islice(open_lines(sealed), most))


def columns_of(row: ContactImport, lines: Sequence[tuple[int, list[Cell]]]) -> list[Column]:
    """What a person sees of each column to say what it holds. CPFs are masked."""
    kinds = row.mapping["columns"]
    found = []
    for place, kind in enumerate(kinds):
        cells = [_masked(cells[place], kind) if place < len(cells) else "" for _, cells in lines]
        found.append(Column(letter(place), cells[0] if cells else "", cells[1 : EXAMPLES + 1]))
    return found


def preview(lines: Sequence[tuple[int, list[Cell]]], header: bool, columns: Sequence[str], today: date) -> list[Shown]:
    """The first lines, read with these columns."""
    return [_shown(number, cells, columns, today) for number, cells in lines[int(header) :][:SHOWN]]


def letter(place: int) -> str:
    """A, B … Z, AA, AB … as spreadsheets name columns."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _shown(number: int, cells: list[Cell], columns: Sequence[str], today: date) -> Shown:
    try:
        line = read_line(cells, columns, today)
    except BadCell as error:
        return Shown(number, problem=str(error))
    return Shown(
        number, line.name, format_phone(line.phone), mask_cpf(line.cpf) if line.cpf else "", line.birth_date,
        ", ".join(line.groups), ", ".join(line.tags), line.remark,
    )  # fmt: skip


def _masked(cell: Cell, kind: str) -> str:
    text = text_of(cell)
    if kind == CPF and is_cpf(text.zfill(11)):
        return mask_cpf(text.zfill(11))
    return mask_cpfs_in(text)[:LONGEST_EXAMPLE]
