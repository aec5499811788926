"""Spreadsheets as schools send them, and an import from the page to the last contact."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from tests.cast import NOW, Cast
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.import_steps import CHECKING, IMPORTING, import_of
from workchat.contacts.models import Contact, ContactImport, ContactTag, Group, GroupMember, ImportRow, Tag
from workchat.contacts.run_imports import check_and_import_all_due
from workchat.contacts.start_import import start_import

TODAY = date(2026, 11, 23)
HEADINGS = "Nome;Telefone;CPF;Nascimento;Grupos;Tags"


def csv(*lines: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join([headings, *lines]).encode()


def xlsx(*rows: Sequence[object], skipped: int = 0) -> bytes:
    """An Excel file; dates are cells with a date's format. `skipped`: blank lines above."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet("Alunos"), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(rows, skipped):
            for place, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), day)
                else:
                    sheet.write(number, place, value)
    return file.getvalue()


def sent(cast: Cast, content: bytes, now: datetime = NOW, filename: str = "pais.csv") -> ContactImport:
    return start_import(filename, content, cast.ana, TODAY, now)


def checked(cast: Cast, content: bytes, groups: str = "", tags: str = "", now: datetime = NOW) -> ContactImport:
    """Sent, with the columns as they were guessed, and every line read."""
    row = sent(cast, content, now)
    choose_columns(row, row.mapping["header"], row.mapping["columns"], groups, tags, cast.ana, now)
    return worked(row, now)


def imported(cast: Cast, content: bytes, groups: str = "", tags: str = "", now: datetime = NOW) -> ContactImport:
    row = checked(cast, content, groups, tags, now)
    confirm_import(row, cast.ana, now)
    return worked(row, now)


def worked(row: ContactImport, now: datetime = NOW) -> ContactImport:
    """The worker does what it can; the import as it stands then."""
    while import_of(row.id).state in (CHECKING, IMPORTING):
        check_and_import_all_due(now)
    return import_of(row.id)


def counts(row: ContactImport) -> dict[str, int]:
    """Those that are not zero."""
    found = {name: getattr(row, name) for name in ("added", "changed", "joined", "refused")}
    return {name: count for name, count in found.items() if count}


def refusals(row: ContactImport) -> dict[int, str]:
    """Line -> why."""
    rows = ImportRow.select().where(ImportRow.contact_import == row.id, ImportRow.action == "refuse")
    return {one.line: one.reason for one in rows}


def by_phone(phone: str) -> Contact:
    return Contact.get(Contact.phone_key == phone)


def lists_of(contact: Contact) -> tuple[list[str], list[str]]:
    """The names of the contact's groups, and of their tags."""
    groups = Group.select().join(GroupMember).where(GroupMember.contact == contact).order_by(Group.name)
    tags = Tag.select().join(ContactTag).where(ContactTag.contact == contact).order_by(Tag.name)
    return [group.name for group in groups], [tag.name for tag in tags]
