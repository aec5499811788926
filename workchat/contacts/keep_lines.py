"""The lines of a spreadsheet wait, sealed, until they have entered; the rest of the file is not kept."""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from workchat.contacts.cells import Cell
from workchat.vault import vault

PLACE = "contact_import.sealed_file"
RAW = "import_row.sealed_raw"


def seal_lines(rows: Iterable[tuple[int, object]], place: str = PLACE) -> bytes:
    """Numbers and cells, packed and sealed for one column of the database."""
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as box:
        for number, cells in rows:
            box.write(f"{number}\t{json.dumps(cells)}\n".encode())
    return vault.seal(base64.b64encode(packed.getvalue()).decode(), place)


def open_lines(sealed: bytes, after: int = 0, place: str = PLACE) -> Iterator[tuple[int, list[Cell]]]:
    """The lines after a number, unpacked only as far as they are asked for.

    :raises CannotUnseal: when the key is gone; at once, not at the first line.
    """
    packed = base64.b64decode(vault.unseal(sealed, place))
    return _unpacked(packed, after)


def _unpacked(packed: bytes, after: int) -> Iterator[tuple[int, list[Cell]]]:
    with gzip.open(BytesIO(packed)) as box:
        for line in box:
            number, _, cells = line.partition(b"\t")
            if int(number) > after:
                yield int(number), json.loads(cells)


def seal_cells(cells: list[Cell]) -> bytes:
    """A refused line as it stood, for the report that the school downloads."""
    return vault.seal(json.dumps(cells), RAW)


def open_cells(sealed: bytes) -> list[Cell]:
    """:raises CannotUnseal: when the key is gone."""
    return json.loads(vault.unseal(sealed, RAW))
