"""Somebody sends a spreadsheet: it is read at once, and only its lines are kept, sealed."""

from datetime import date, datetime

from workchat.accounts.models import User
from workchat.contacts.cells import BadCell, read_phone
from workchat.contacts.columns import guess, has_header
from workchat.contacts.import_steps import tell
from workchat.contacts.keep_lines import seal_lines
from workchat.contacts.models import ContactImport
from workchat.contacts.read_file import Row, read_file
from workchat.contacts.rules import mask_cpfs_in
from workchat.contacts.unreadable import Unreadable
from workchat.db import db

LOOKED_AT, SEARCHED = 50, 2000  # lines, to guess what the columns hold; to find a phone at all
LONGEST_FILENAME = 100
NO_PHONES = "Nenhuma célula das primeiras linhas é um telefone com DDD. Confira se é o arquivo certo."


def start_import(filename: str, content: bytes, by: User, today: date, now: datetime) -> ContactImport:
    """Read and keep the lines, with a first guess of what the columns hold.

    :raises Unreadable: with what is wrong with the file, in words for the page.
    """
    rows = read_file(content)
    first = [cells for _, cells in rows[:LOOKED_AT]]
    if not any(_looks_like_a_phone(cell) for _, cells in rows[:SEARCHED] for cell in cells):
        raise Unreadable(NO_PHONES)
    header = has_header(first, today)
    mapping = {"header": header, "columns": guess(first, header, today)}
    with db.atomic():
        row = ContactImport.create(
            filename=shown_filename(filename), sealed_file=seal_lines(rows), mapping=mapping, created_by=by,
            created_at=now, total=len(rows) - header,
        )  # fmt: skip
        tell(row, "Planilha", f"enviada, {_count(rows)}", by, now)
    return row


def _count(rows: list[Row]) -> str:
    return f"{len(rows)} linha{'s' if len(rows) > 1 else ''}"


def shown_filename(filename: str) -> str:
    """The name without its folder, without signs that do not show, and without anybody's CPF."""
    last = mask_cpfs_in(filename.replace("\\", "/").split("/")[-1])
    return "".join(c for c in last if c.isprintable()).strip()[:LONGEST_FILENAME] or "planilha"


def _looks_like_a_phone(cell: object) -> bool:
    """Also one whose digits Excel cut off, or without the area code: the check will say so line by line."""
    try:
        return bool(read_phone(cell))
    except BadCell as error:
        return "perdeu" in str(error) or "sem DDD" in str(error)
