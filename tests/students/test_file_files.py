"""The files themselves: what is wrong with one is said beside its field, and nothing in one does any harm."""

import time
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from tests.contacts.spreadsheets import xlsx
from tests.page import select, sign_in, words
from tests.students.sheets import LINES, ONE_SHEET, UPLOAD, choose, csv, entered, page_of, refused, send, sent
from tests.students.syncing import relations
from workchat.contacts.models import Contact
from workchat.contacts.read_file import MOST_BYTES
from workchat.students.keep_rows import open_row
from workchat.students.models import UPLOADED, StudentSync, SyncLine
from workchat.students.sync_steps import sync_of
from workchat.vault import vault

GOOD = csv(ONE_SHEET, *LINES)


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_each_file_is_refused_beside_its_field(ana):
    answer = send(ana, b"%PDF-1.4", b"<html>")
    assert answer.status_code == 422
    assert "não é uma planilha" in words(answer, "#students-error")
    assert "página da internet" in words(answer, "#guardians-error")
    assert not StudentSync.select().exists()


def test_a_file_without_headings_or_without_lines_says_so(ana):
    assert "nomes das colunas" in words(send(ana, csv("1;Ana", "2;Eva")), "#students-error")
    assert "só tem os nomes das colunas" in words(send(ana, csv("RA;Nome")), "#students-error")
    assert "Escolha a planilha dos alunos" in words(send(ana, None, GOOD), "#students-error")


def test_another_sheet_of_the_book_is_mentioned(ana, cast):
    book = xlsx(["RA", "Nome"], ["1", "Ana"])
    assert "abas" not in words(ana.get(page_of(sent(cast, book))))
    row = sent(cast, two_sheets())
    assert "tem 2 abas" in words(ana.get(page_of(row)), "#sheets-preview")
    assert row.students_read == 1


def test_a_book_of_unfinished_sheets_does_not_keep_the_school_waiting_for_hours(cast):
    source, file = ZipFile(BytesIO(xlsx(["RA", "Nome"], ["1", "Ana"]))), BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as box:
        for part in source.namelist():
            remark = f"<!--{'<sheet ' * 160_000}-->" if part == "xl/workbook.xml" else ""
            box.writestr(part, source.read(part).decode().replace("<sheets>", f"{remark}<sheets>"))
    began = time.thread_time()
    assert sent(cast, file.getvalue()).students_read == 1
    assert time.thread_time() - began < 10


def test_titles_above_the_headings_are_mentioned(ana, cast):
    row = sent(cast, b"Escola Aurora;;\r\n\r\nAlunos de 2026;;\r\nRA;Aluno;Turma\r\n1;Ana;7B\r\n")
    page = words(ana.get(page_of(row)), "#sheets-preview")
    assert "estão na linha 4" in page and "5 1 Ana 7B" in page


def test_an_ra_that_excel_cut_enters_nowhere(ana, cast):
    row = sent(cast, csv("RA;Nome", "2,026E+11;Ana", "2,026E+11;Eva"))
    assert "Na linha 2 o RA está como “2,026E+11”" in words(ana.get(page_of(row)), "#sheets-preview")
    choose(ana, row)
    assert sync_of(row.id).state == UPLOADED


def test_no_cpf_is_shown_whole(ana, cast):
    row = sent(cast, csv("RA;Nome;CPF;Mãe;Telefone;CPF", "1;Ana;52998224725;Marta;11987654321;529.982.247-25"))
    assert "52998224725" not in (page := ana.get(page_of(row)).text) and "529.982.247-25" not in page
    assert "***.982.247-**" in page


def test_what_is_hostile_in_a_file_is_only_text(ana, cast):
    lines = ('1;<script>alert(1)</script>;"=HYPERLINK(""http://x"")"', "2;{{7*7}};@SUM(A1)")
    row = sent(cast, csv("RA;Nome;<img src=x onerror=alert(1)> Turma", *lines))
    page = ana.get(page_of(row))
    assert not select(page, "#page script, #page img") and "{{7*7}}" in words(page)


def test_the_page_opens_when_the_key_is_gone(ana, cast, monkeypatch):
    row = sent(cast, GOOD)
    monkeypatch.setitem(vault._keys, vault._current, bytes(range(32)))
    answer = ana.get(page_of(row))
    assert answer.status_code == 200 and "a chave deste WorkChat mudou" in words(answer)
    assert select(answer, "#sheets-cancel button")


def test_the_examples_are_understood_whole(ana, cast):
    for name, of_guardians in (("tudo", False), ("alunos", False), ("responsaveis", True)):
        content = ana.get(f"{UPLOAD}/example/{name}").data
        row = sent(cast, csv("RA;Nome", "1;A"), content) if of_guardians else sent(cast, content)
        assert all(row.mapping["sheets"][-1]["columns"]), name
        assert "Falta" not in words(ana.get(page_of(row)), "#sheets-preview")
    assert ana.get(f"{UPLOAD}/example/outro").status_code == 404


def test_a_file_that_is_too_big_is_refused_beside_its_field(ana):
    answer = send(ana, b"x" * (MOST_BYTES + 10))
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 422 and "mais de 20 MB" in words(answer, "#students-error")


def test_a_telephone_that_excel_cut_costs_its_own_line(cast):
    row = entered(cast, csv("RA;Nome;Mãe;Telefone", "1;Ana;Marta;1,19877E+10", "2;Eva;Lia;11987654321"))
    assert "perdeu os últimos números" in refused(row)[2]
    assert relations() == {("Lia", "mother", "Eva")}


def test_a_refused_guardian_of_a_line_with_two_is_kept_as_they_stood(cast):
    row = entered(cast, csv("RA;Nome;Mãe;Telefone da mãe;Pai;Telefone do pai", "1;Ana;Marta;99;Rui;11977771111"))
    (line,) = SyncLine.select().where(SyncLine.student_sync == row, SyncLine.action == "refused")
    assert (line.line, open_row(line.sealed_raw)["NOME"]) == (2, "Marta")


def test_dates_are_read_however_excel_keeps_them(cast):
    days = [date(1988, 3, 5), 32207, "05/03/1988"]
    lines = [[n, f"Aluno {n}", "Marta", f"1198765000{n}", day] for n, day in enumerate(days)]
    entered(cast, xlsx(["RA", "Nome", "Mãe", "Telefone da mãe", "Nascimento da mãe"], *lines))
    assert [row.birth_date for row in Contact.select()] == [date(1988, 3, 5)] * 3


def two_sheets() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("Alunos", "Responsáveis"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["RA", "Nome"])
            sheet.write_row(1, 0, [1, "Ana"])
    return file.getvalue()
