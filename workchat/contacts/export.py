"""The address book leaves as a spreadsheet, which can come back in by the import: the headings are the same words."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.list_rows import GROUPS_OF, TAGS_OF, marks, names
from workchat.contacts.models import KEY_GONE, SEALED_CPF
from workchat.contacts.rules import mask_cpf
from workchat.db import moment, run
from workchat.vault import CannotUnseal, vault

HEADINGS = ("Nome", "Telefone", "Data de nascimento", "CPF", "Grupos", "Tags",
            "Salvo em", "Aprovado em", "Descadastrado em", "Criado em")  # fmt: skip
WIDTHS = (32, 16, 18, 16, 28, 28, 18, 18, 18, 18)  # characters
SLICE = 1000  # contacts read at a time: the memory does not grow with the school
BETWEEN = "; "  # names of groups in one cell
BOM = "\ufeff"  # Excel reads UTF-8 only with it
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")  # OWASP: CSV injection
ROWS = """SELECT id, name, phone_key, birth_date, sealed_cpf, saved_at, approved_at, opted_out_at, created_at
FROM contact WHERE id IN ({marks}) AND erased_at IS NULL"""
Line = tuple[str, ...]


def export_lines(ids: Sequence[int], zone: ZoneInfo) -> Iterator[Line]:
    """One line a contact, in the order of the ids, as texts: nothing of a phone is lost."""
    for start in range(0, len(ids), SLICE):
        some = ids[start : start + SLICE]
        groups, tags = names(GROUPS_OF, some), names(TAGS_OF, some)
        rows = {row[0]: row for row in run(ROWS.format(marks=marks(some)), *some).fetchall()}
        for contact_id in some:
            if contact_id in rows:
                yield _line(rows[contact_id], groups.get(contact_id, []), tags.get(contact_id, []), zone)


def as_csv(lines: Iterator[Line]) -> Iterator[bytes]:
    """UTF-8 with a mark, semicolons, as Excel in Portuguese opens it; nothing in it is a formula."""
    yield (BOM + _written([HEADINGS])).encode()
    some = []
    for line in lines:
        some.append([_harmless(cell) for cell in line])
        if len(some) == SLICE:
            yield _written(some).encode()
            some = []
    yield _written(some).encode()


def write_xlsx(lines: Iterator[Line], file: BinaryIO) -> None:
    """Every cell is a text: neither a formula nor a number that loses digits."""
    import xlsxwriter  # here, as few need it: it would make every start 18 ms longer

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("Contatos"), book.add_format({"bold": True})
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for row, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            if cell:
                sheet.write_string(row, column, cell)
    sheet.freeze_panes(1, 0)
    book.close()


def write_down_export(count: int, form: str, by: User, now: datetime) -> None:
    """Who took the address book out, how much of it, and as what."""
    after = f"{count} {'contato' if count == 1 else 'contatos'} ({form.upper()})"
    AuditEntry.put(at=now, user=by, area="contacts", subject="Contatos", field="Exportação", after=after)


def _line(row: Sequence, groups: list[str], tags: list[str], zone: ZoneInfo) -> Line:
    _, name, phone, birth, sealed, *times = row
    born = date.fromisoformat(birth) if isinstance(birth, str) else birth
    return (
        name, phone or "", f"{born:%d/%m/%Y}" if born else "", _cpf(sealed), BETWEEN.join(groups), BETWEEN.join(tags),
        *(_on_the_wall(moment(time), zone) for time in times),
    )  # fmt: skip


def _cpf(sealed: bytes | None) -> str:
    if not sealed:
        return ""
    try:
        return mask_cpf(vault.unseal(sealed, SEALED_CPF))
    except CannotUnseal:
        return KEY_GONE


def _on_the_wall(time: datetime | None, zone: ZoneInfo) -> str:
    return f"{time.replace(tzinfo=UTC).astimezone(zone):%d/%m/%Y %H:%M}" if time else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _written(lines: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(lines)
    return file.getvalue()
