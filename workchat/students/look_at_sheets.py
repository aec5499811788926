"""Spreadsheets of students before they enter: what each column is taken for, how many came, and the first of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple

from workchat.contacts.cells import Cell, text_of
from workchat.contacts.import_preview import letter
from workchat.contacts.rules import format_phone, is_cpf, mask_cpf, mask_cpfs_in
from workchat.students.columns import RA
from workchat.students.keep_rows import Row
from workchat.students.keep_sheet import CUT_RA, KeptSheet, rows_of
from workchat.students.mark_left import present_ras
from workchat.students.models import RELATION_WORDS
from workchat.students.rows import BadRow, ra_of, read_guardian, read_student
from workchat.students.sheet_rows import cut_ra, problems, remarks
from workchat.text.numbers import dotted

BELOW = "Os nomes das colunas estão na linha {headings_line} de {filename}. O que está acima dela não é lido."
STRANGER = "{} vínculo é de um RA que não está entre os alunos da planilha, e fica de fora."
STRANGERS = "{} vínculos são de RA que não estão entre os alunos da planilha, e ficam de fora."
SHOWN, EXAMPLES, LONGEST_EXAMPLE = 5, 3, 60


class Column(NamedTuple):
    """A column of a file: its letter in the spreadsheet, its heading, and its first cells."""

    letter: str
    heading: str
    examples: list[str]


class Shown(NamedTuple):
    """A row as it will be understood, or why it would be refused. Nobody's CPF is whole."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass
class Look:
    """What the page says of what waits. `guardians` None: nothing is said of them. With `problems` nothing enters."""

    readable: bool = False  # there is a column with the RA
    students: int = 0
    leaving: int = 0  # students here whom the files do not name
    guardians: int | None = None
    first_students: list[Shown] = field(default_factory=list)
    first_guardians: list[Shown] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def look(sheets: Sequence[KeptSheet], today: date, area_code: str) -> Look:
    """The whole of what waits, read with its columns as they are chosen now."""
    found = Look(problems=[words for sheet in sheets for words in _wrong(sheet, len(sheets) > 1)])
    said = [BELOW.format(**sheet.about) for sheet in sheets if sheet.about["headings_line"] > 1]
    said += [words for sheet in sheets for words in remarks(sheet.columns)]
    found.remarks = list(dict.fromkeys(said))
    if RA not in sheets[0].columns:
        return found
    students, guardians = rows_of(sheets)
    ras = {ra_of(row) for _, row in students} - {""}
    found.readable, found.students, found.leaving = True, len(ras), len(present_ras() - ras)
    found.first_students = [_student(number, row, today, area_code) for number, row in islice(students, SHOWN)]
    if guardians is not None:
        found.guardians = len(guardians)
        strangers = sum(ra_of(row) not in ras for _, row in guardians)
        found.remarks += [(STRANGER if strangers == 1 else STRANGERS).format(dotted(strangers))] if strangers else []
        found.first_guardians = [_guardian(n, row, today, area_code) for n, row in islice(guardians, SHOWN)]
    return found


def _wrong(sheet: KeptSheet, of_several: bool) -> list[str]:
    """What has to be put right before anything can enter; with the name of the file when there are two."""
    found = list(problems(sheet.columns, sheet.of_guardians).values())
    if cut := cut_ra(sheet.lines, sheet.columns):
        found.append(CUT_RA.format(*cut))
    return [f"{sheet.about['filename']}: {words}" if of_several else words for words in dict.fromkeys(found)]


def columns_of(sheet: KeptSheet) -> list[Column]:
    """What a person sees of each column to say what it holds. CPFs are masked."""
    first = [cells for _, cells in sheet.lines[: EXAMPLES * 2]]
    return [
        Column(letter(place), heading, _examples(first, place, sheet.columns[place]))
        for place, heading in enumerate(sheet.headings)
    ]


def _examples(lines: Sequence[Sequence[Cell]], place: int, key: str) -> list[str]:
    cells = [_masked(cells[place], key) for cells in lines if place < len(cells)]
    return list(dict.fromkeys(filter(None, cells)))[:EXAMPLES]


def _masked(cell: Cell, key: str) -> str:
    text = text_of(cell)
    if key.endswith(".CPF") and is_cpf(text.zfill(11)):
        return mask_cpf(text.zfill(11))
    return mask_cpfs_in(text)[:LONGEST_EXAMPLE]


def _student(number: int, row: Row, today: date, area_code: str) -> Shown:
    """RA, name, class, course, period, status, birth date."""
    try:
        line = read_student(row, today, area_code)
    except BadRow as error:
        return Shown(number, [], str(error))
    place, born = line.enrolled, line.person.birth_date
    status = place.status or ("" if place.is_active else "Não ativo")
    day = f"{born:%d/%m/}{born.year}" if born else ""
    return Shown(
        number,
        [line.ra, line.person.name, place.class_name, place.course, place.period, status, day],
        "; ".join(line.person.remarks),
    )


def _guardian(number: int, row: Row, today: date, area_code: str) -> Shown:
    """RA of the student, relation, name, phone, CPF."""
    try:
        line = read_guardian(row, today, area_code)
    except BadRow as error:
        return Shown(number, [], str(error))
    who = line.person
    phone = format_phone(who.phone) if who.phone else ""
    problem = "; ".join(filter(None, (who.why_no_phone, *who.remarks)))
    return Shown(
        number, [line.ra, RELATION_WORDS[line.kind], who.name, phone, mask_cpf(who.cpf) if who.cpf else ""], problem
    )
