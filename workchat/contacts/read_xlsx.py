"""An Excel file: the cells of its first sheet that has any. One that would swell in memory is refused before."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

from workchat.contacts.cells import Cell
from workchat.contacts.unreadable import Unreadable

MOST_UNPACKED = 250 * 1024 * 1024  # bytes: 100,000 lines of 20 columns need about 100 MB
MOST_CELLS = 4_000_000  # the library makes room for every cell up to the last filled one, blank ones too
BLOCK = 1024 * 1024

SWOLLEN = "Esta planilha ocupa mais de 250 MB depois de aberta. Copie só os dados para uma planilha nova e envie."
SCATTERED = (
    "A planilha tem células preenchidas muito longe das outras (a última é {}). "
    "Copie só os dados para uma planilha nova e envie."
)
BROKEN = "O arquivo está incompleto ou estragado. Abra-o no Excel, salve de novo e envie."
PASSWORD = "A planilha está protegida por senha. Abra-a, tire a senha, salve e envie de novo."  # noqa: S105

# A cell with something in it: a blank one with a colour closes at once.
_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")


def xlsx_rows(content: bytes, box: zipfile.ZipFile) -> Iterator[list[Cell]]:
    """The rows of the first sheet with anything in it, from the sheet's first line on.

    :raises Unreadable: when it is broken, locked, or would need too much memory.
    """
    _look_inside(box)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in _shown_sheets(book):
            if sheet.height and sheet.width:
                yield from ([_cell(value) for value in row] for row in sheet.iter_rows())
                return
    except PasswordError as error:
        raise Unreadable(PASSWORD) from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(BROKEN) from error


def _shown_sheets(book) -> Iterator:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for place, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            yield book.get_sheet_by_index(place)


def _look_inside(box: zipfile.ZipFile) -> None:
    """Unpack every part once, in blocks: sizes that lie do not pass zipfile's check sums."""
    unpacked = 0
    try:
        for part in box.infolist():
            if part.flag_bits & 1:
                raise Unreadable(PASSWORD)
            with box.open(part) as stream:
                unpacked = _count(stream, part.filename, unpacked)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zipfile.zlib.error) as error:
        raise Unreadable(BROKEN) from error


def _count(stream, name: str, unpacked: int) -> int:
    """Add the part's size, and refuse a sheet whose filled cells lie too far apart."""
    is_sheet, rest, last = name.startswith("xl/worksheets/") and name.endswith(".xml"), b"", (0, 0)
    while block := stream.read(BLOCK):
        unpacked += len(block)
        if unpacked > MOST_UNPACKED:
            raise Unreadable(SWOLLEN)
        if is_sheet:
            last = _farthest(rest + block, last)
            rest = block[-200:]
    if (last[0] or 1) * (last[1] or 1) > MOST_CELLS:
        raise Unreadable(SCATTERED.format(_address(*last)))
    return unpacked


def _farthest(text: bytes, last: tuple[int, int]) -> tuple[int, int]:
    """(row, column) of the corner that holds all filled cells."""
    row, column = last
    places = _FILLED.findall(text)
    rows, columns = {digits for _, digits in places}, {letters.upper() for letters, _ in places}
    return max(row, *map(int, rows), 0), max(column, *map(_column, columns), 0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _address(row: int, column: int) -> str:
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row}"


def _cell(value: object) -> Cell:
    """As the rules read cells: numbers stay numbers, whole ones without a point; days are written 1988-03-05."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VERDADEIRO" if value else "FALSO"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
