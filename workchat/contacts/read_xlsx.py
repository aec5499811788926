"""An Excel file: the cells of its first sheet that has any. One that would swell in memory is refused before."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from subprocess import DEVNULL, PIPE

from workchat.contacts import open_xlsx
from workchat.contacts.cells import Cell
from workchat.contacts.unreadable import Unreadable

MOST_UNPACKED = 250 * 1024 * 1024  # bytes: 100,000 lines of 20 columns need about 100 MB
MOST_CELLS = 4_000_000  # the library makes room for every cell up to the last filled one, blank ones too
BLOCK = 1024 * 1024
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as Excel does; others say themselves how much memory they take
MOST_SECONDS = 60

SWOLLEN = "Esta planilha ocupa mais de 250 MB depois de aberta. Copie só os dados para uma planilha nova e envie."
SCATTERED = (
    "A planilha tem células preenchidas muito longe das outras (a última é {}). "
    "Copie só os dados para uma planilha nova e envie."
)
BROKEN = "O arquivo está incompleto ou estragado. Abra-o no Excel, salve de novo e envie."
PASSWORD = "A planilha está protegida por senha. Abra-a, tire a senha, salve e envie de novo."  # noqa: S105
TOO_MUCH = "Esta planilha é grande demais para abrir aqui. Copie só os dados para uma planilha nova e envie."
ENDS = {open_xlsx.LOCKED: PASSWORD, open_xlsx.BROKEN: BROKEN, open_xlsx.SWOLLEN: SWOLLEN}

# A cell with something in it: a blank one with a colour closes at once. Looked for in a few hundred signs: for one that
# never closes, each beginning would be looked after to the end of the block.
_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^<>]{0,200}?\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'][^<>]{0,200}(?<!/)>""")


def xlsx_rows(content: bytes, box: zipfile.ZipFile) -> Iterator[list[Cell]]:
    """The rows of the first sheet with anything in it, from the sheet's first line on.

    :raises Unreadable: when it is broken, locked, or would need too much memory.
    """
    _look_inside(box)
    command = [sys.executable, "-P", open_xlsx.__file__]  # -P: its neighbours are not modules of Python
    try:
        ended = subprocess.run(command, input=content, stdout=PIPE, stderr=DEVNULL, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_MUCH) from error
    if ended.returncode:
        raise Unreadable(ENDS.get(ended.returncode, TOO_MUCH))
    yield from map(json.loads, ended.stdout.splitlines())


def _look_inside(box: zipfile.ZipFile) -> None:
    """Unpack every part once, in blocks: sizes that lie do not pass zipfile's check sums."""
    unpacked = 0
    try:
        for part in box.infolist():
            if part.flag_bits & 1:
                raise Unreadable(PASSWORD)
            if part.compress_type not in PACKED:
                raise Unreadable(BROKEN)
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
