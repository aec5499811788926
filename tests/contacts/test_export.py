"""The address book as a spreadsheet: whole phones, no formulas, and it comes back in by the import."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from tests.cast import NOW, contact
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.contacts.cells import read_cpf
from workchat.contacts.columns import BIRTH_DATE, CPF, FIELDS, GROUPS, NAME, PHONE, TAGS, guess
from workchat.contacts.export import FORMULA, HEADINGS, as_csv, export_lines, write_xlsx
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.search_token import seal_search
from workchat.contacts.write_words import write_words

ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def marta(cast) -> Contact:
    row = contact("Marta Souza", "551187654321", birth_date=NOW.date(), approved_at=NOW)
    row.keep_cpf("52998224725")
    row.save()
    write_words(row)
    for name in ("Turma 7º B", "Coral"):
        GroupMember.create(group=Group.create(name=name), contact=row)
    ContactTag.create(tag=Tag.create(name="Ônibus"), contact=row)
    return row


def read_csv(written: bytes) -> list[list[str]]:
    text = written.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def as_rows(*lines: tuple) -> list[list[str]]:
    return read_csv(b"".join(as_csv(iter(lines))))


LINE = ["Marta Souza", "5511987654321", "23/11/2026", "***.982.247-**", "Coral; Turma 7º B", "Ônibus",
        "23/11/2026 10:00", "23/11/2026 10:00", "", "23/11/2026 10:00"]  # fmt: skip


def test_a_csv_has_everything_on_the_schools_clock_and_the_cpf_masked(marta):
    assert as_rows(*export_lines([marta.id], ZONE)) == [list(HEADINGS), LINE]


def test_the_excel_file_has_the_same_as_texts(marta):
    file = io.BytesIO()
    write_xlsx(export_lines([marta.id], ZONE), file)
    rows = [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]
    assert rows == [list(HEADINGS), [cell or None for cell in LINE]]


@pytest.mark.parametrize("name", ["=1+1", "+55", "-Ana", "@x", '=HYPERLINK("http://x")', "\t=1"])
def test_a_name_that_excel_would_run_becomes_a_text(marta, name):
    Contact.update(name=name).execute()
    assert as_rows(*export_lines([marta.id], ZONE))[1][0] == f"'{name}"
    file = io.BytesIO()
    write_xlsx(export_lines([marta.id], ZONE), file)
    cell = load_workbook(file).active["A2"]
    assert (cell.value, cell.data_type) == (name, "s")


@given(some.lists(some.text(alphabet=some.characters(exclude_categories=["Cs"])), min_size=2, max_size=10))
def test_no_cell_ever_begins_as_a_formula(cells):
    text = b"".join(as_csv(iter([tuple(cells)]))).decode()
    row = list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))[1]
    assert not [cell for cell in row if cell.startswith(FORMULA)]


def test_the_import_recognises_every_column_of_its_own(marta):
    rows = as_rows(*export_lines([marta.id], ZONE))
    assert guess(rows, True, NOW.date())[:6] == [NAME, PHONE, BIRTH_DATE, CPF, GROUPS, TAGS]
    assert not any(guess(rows, True, NOW.date())[6:])
    assert HEADINGS[0] == FIELDS[NAME]


def test_a_contact_without_anything_leaves_empty_cells(cast):
    row = contact("Sem nome")
    Contact.update(phone_key=None, wa_id=None, saved_at=None).where(Contact.id == row.id).execute()
    assert as_rows(*export_lines([row.id], ZONE))[1] == ["Sem nome", *[""] * 8, "23/11/2026 10:00"]


def test_more_than_a_slice_keeps_its_order(cast, monkeypatch):
    monkeypatch.setattr("workchat.contacts.export.SLICE", 3)
    ids = [contact(f"Família {n}", f"55119870000{n:02}").id for n in range(10)][::-1]
    assert [line[0] for line in export_lines(ids, ZONE)] == [f"Família {n}" for n in range(10)][::-1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_manager_downloads_what_was_found_and_the_history_says_so(client, cast, marta, form):
    contact("João", "5511911112222")
    sign_in(client, cast.sara)
    fields = {"find": seal_search("marta", cast.sara.id), "who": "found", "format": form}
    answer = submit(client, "/contacts/export", fields, page="/contacts/export")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=contatos-")
    assert (len(read_csv(answer.data)) == 2) if form == "csv" else (answer.data[:2] == b"PK")
    answer.close()
    entry = AuditEntry.get(AuditEntry.field == "Exportação")
    assert (entry.user, entry.after) == (cast.sara, f"1 contato ({form.upper()})")


def test_everybody_is_a_choice_of_the_page(client, cast, marta):
    contact("João", "5511911112222")
    sign_in(client, cast.sara)
    place = {"find": seal_search("marta", cast.sara.id)}
    page = client.get("/contacts/export", query_string=place)
    assert len(select(page, "input[name=who]")) == 2
    assert "CPF sai mascarado" in words(page)
    answer = submit(client, "/contacts/export", {**place, "who": "everybody", "format": "csv"}, page="/contacts/export")
    assert len(read_csv(answer.data)) == 3


def test_a_search_that_cannot_be_opened_exports_nothing(client, cast, marta):
    sign_in(client, cast.sara)
    fields = {"find": "forjado", "who": "found", "format": "csv"}
    assert submit(client, "/contacts/export", fields, page="/contacts/export").mimetype == "text/html"


def test_the_masked_cpf_of_an_export_says_nothing_to_the_import(marta):
    masked = as_rows(*export_lines([marta.id], ZONE))[1][3]
    assert read_cpf(masked) == ""
