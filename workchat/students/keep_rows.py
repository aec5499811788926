"""The rows of students and guardians wait, sealed, until they have entered: they hold CPFs and phones."""

import json
from collections.abc import Iterable, Iterator

from workchat.contacts.keep_lines import open_lines, seal_lines
from workchat.vault import vault

PLACE = "student_sync.sealed_rows"
RAW = "sync_line.sealed_raw"

Row = dict[str, object]  # column in capitals -> text or number; what is empty is missing or None


def seal_rows(rows: Iterable[tuple[int, Row]]) -> bytes:
    """(line of the spreadsheet, or order of the answer from 1; the row), packed and sealed."""
    return seal_lines(rows, PLACE)


def open_rows(sealed: bytes) -> Iterator[tuple[int, Row]]:
    """:raises CannotUnseal: when the key is gone."""
    return open_lines(sealed, 0, PLACE)


def seal_row(row: Row) -> bytes:
    """A refused row as it stood, for the report that the school downloads."""
    return vault.seal(json.dumps(row), RAW)


def open_row(sealed: bytes) -> Row:
    """:raises CannotUnseal: when the key is gone."""
    return json.loads(vault.unseal(sealed, RAW))
