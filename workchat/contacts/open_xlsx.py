"""A program of its own that opens an Excel file: one made to fill the memory ends this process, never the school's.

The file comes through standard input; each row leaves as a line of JSON. It imports nothing of WorkChat.
"""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

MOST_MEMORY = 2 * 1024**3  # bytes of addresses: 4 million cells and their Python objects need less than half
MOST_WRITTEN = 250 * 1024 * 1024  # bytes
LONGEST = 5001  # characters of a cell: who reads this refuses more than 5000
LOCKED, BROKEN, SWOLLEN = 3, 4, 5  # how it ends; 0 is well, and anything else was too much for it


def main() -> int:
    _limit()
    from python_calamine import CalamineError, PasswordError

    written = 0
    try:
        for row in _rows(sys.stdin.buffer.read()):
            line = json.dumps([_cell(value) for value in row]).encode() + b"\n"
            written += len(line)
            if written > MOST_WRITTEN:
                return SWOLLEN
            sys.stdout.buffer.write(line)
    except PasswordError:
        return LOCKED
    except (CalamineError, ValueError, OSError):
        return BROKEN
    sys.stdout.buffer.flush()
    return 0


def _limit() -> None:
    """Elsewhere than on Linux a process may have no limit: it ends alone all the same."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # an image of this memory would hold the families' data
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _rows(content: bytes) -> Iterator[list]:
    """The rows of the first sheet that people see and that has anything in it."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for place, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_index(place)
            if sheet.height and sheet.width:
                yield from sheet.iter_rows()
                return


def _cell(value: object) -> str | int | float:
    """As the rules read cells: numbers stay numbers, whole ones without a point; days are written 1988-03-05."""
    if isinstance(value, str):
        return value[:LONGEST].replace("\x00", "")
    if isinstance(value, bool):
        return "VERDADEIRO" if value else "FALSO"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    sys.exit(main())
