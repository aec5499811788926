"""A CSV file as schools have them: saved by Excel in Windows-1252, with semicolons, or by anything else."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from workchat.contacts.unreadable import Unreadable

SEPARATORS = ";,\t|"
LOOKED_AT = 20  # lines, to find the separator
_SAID = re.compile(r"\ufeff?sep=([^\w\s'\x22]|\t)\r?\n?", re.IGNORECASE)
UNCLOSED = 'O arquivo tem uma aspa (") que não se fecha. Corrija no Excel, salve de novo e envie.'
STRANGE = "Os acentos deste arquivo não puderam ser lidos. No Excel, salve como CSV UTF-8 ou como .xlsx."


def csv_rows(content: bytes) -> Iterator[list[str]]:
    """The cells of each record; a line "sep=;", which Excel hides, is left out and obeyed.

    :raises Unreadable: when it is not text, or its quotation marks do not end.
    """
    text = _decoded(content)
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text)
    cells: list[str] = []
    try:
        for cells in csv.reader(StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator):
            yield cells
    except csv.Error as error:
        raise Unreadable(UNCLOSED) from error
    if text.count('"') % 2 and any("\n" in cell for cell in cells):  # the last one swallowed the end of the file
        raise Unreadable(UNCLOSED)


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding).replace("\x00", "")  # which no database takes in a text
        except UnicodeDecodeError:
            continue
    raise Unreadable(STRANGE)


def _separator(text: str) -> str:
    """The sign that divides most of the first lines into the same number of cells; the more cells, the better."""
    return max(SEPARATORS, key=lambda sign: _agreement(text, sign))


def _agreement(text: str, sign: str) -> tuple[int, int]:
    """(how many of the first lines have the commonest width, that width); (0, 0) when it divides nothing."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(StringIO(text[:100_000], newline=""), delimiter=sign):
            widths[len(cells)] += bool(cells)
            if widths.total() >= LOOKED_AT:
                break
    except csv.Error:
        return 0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1 and count]
    return max(wide, default=(0, 0))
