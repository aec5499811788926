"""A spreadsheet of students, or of who answers for them, as it was sent: its headings and its lines."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from workchat.contacts.cells import text_of
from workchat.contacts.read_file import Row, read_file
from workchat.contacts.start_import import shown_filename
from workchat.contacts.unreadable import Unreadable
from workchat.students.columns import LOOKED_AT, SAMPLE, find_headings, guess

NO_HEADINGS = (
    f"Não achamos os nomes das colunas nas primeiras {LOOKED_AT} linhas. Uma linha da planilha precisa ter os nomes, "
    "como RA, Nome do aluno e Turma."
)
NO_HEADINGS_OF_GUARDIANS = (
    f"Não achamos os nomes das colunas nas primeiras {LOOKED_AT} linhas. Uma linha da planilha precisa ter os nomes, "
    "como RA, Vínculo, Nome e Telefone."
)
ONLY_HEADINGS = "A planilha só tem os nomes das colunas. Preencha-a e envie de novo."
MOST_DIGITS = 8  # of a heading: with more it may be somebody's number
LONGEST_HEADING = 60
BOOK = 1024 * 1024  # bytes of an Excel file's list of sheets
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")  # not over the next "<": many that never close would take hours


@dataclass
class Sheet:
    """A file that was read. `headings_line` as the spreadsheet numbers it; `tabs`: how many it has to look at."""

    filename: str
    headings_line: int
    headings: list[str]
    columns: list[str]
    lines: list[Row]
    tabs: int

    @property
    def about(self) -> dict:
        """What is kept of it in clear: nobody's name or number."""
        return {
            "filename": self.filename, "headings_line": self.headings_line, "headings": self.headings,
            "columns": self.columns, "lines": len(self.lines), "tabs": self.tabs,
        }  # fmt: skip


def read_sheet(filename: str, content: bytes, of_guardians: bool) -> Sheet:
    """Read a file and guess what its columns hold.

    :raises Unreadable: with what is wrong with the file, in words for the page.
    """
    rows = read_file(content)
    first = [cells for _, cells in rows[: LOOKED_AT + SAMPLE]]
    place = find_headings(first, of_guardians)
    if place is None:
        raise Unreadable(NO_HEADINGS_OF_GUARDIANS if of_guardians else NO_HEADINGS)
    (number, cells), lines = rows[place], rows[place + 1 :]
    if not lines:
        raise Unreadable(ONLY_HEADINGS)
    width = max(len(cells), *(len(line) for _, line in lines))
    columns = guess(cells, first[place + 1 :], of_guardians)
    headings = [_heading(cell) for cell in cells]
    empty = [""] * (width - len(cells))
    return Sheet(shown_filename(filename), number, headings + empty, columns + empty, lines, _tabs(content))


def _heading(cell: object) -> str:
    text = text_of(cell)[:LONGEST_HEADING]
    return text if sum(c.isdecimal() for c in text) < MOST_DIGITS else ""


def _tabs(content: bytes) -> int:
    """How many sheets of an Excel file a person sees; 1 of any other. Only the first with anything in it is read."""
    if not content.startswith(b"PK\x03\x04"):
        return 1
    with zipfile.ZipFile(BytesIO(content)) as box, box.open("xl/workbook.xml") as book:
        sheets = _SHEET.findall(book.read(BOOK))
    return max(sum(b"idden" not in sheet for sheet in sheets), 1)
