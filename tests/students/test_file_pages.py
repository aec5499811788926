"""Sending spreadsheets of students: the file, what was understood of it, correcting a column, and the yes."""

from io import BytesIO

import pytest

from tests.contacts.spreadsheets import xlsx
from tests.page import select, sign_in, submit, words
from tests.students.sheets import LINES, ONE_SHEET, csv, sent
from tests.students.syncing import relations, sync
from tests.students.syncing import student as of_totvs
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.students.models import APPLYING, CANCELLED, UPLOADED, Student, StudentSync
from workchat.students.run_syncs import apply_all_due
from workchat.students.sync_steps import sync_of
from workchat.vault import vault

URL = "/students/upload"
GOOD = csv(ONE_SHEET, *LINES)


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def send(client, students: bytes | None, guardians: bytes | None = None):
    given = {"students": students, "guardians": guardians}
    files = {name: (BytesIO(content), f"{name}.csv") for name, content in given.items() if content is not None}
    return submit(client, URL, files, content_type="multipart/form-data")


def page_of(row: StudentSync) -> str:
    return f"/students/syncs/{row.id}"


def choose(client, row: StudentSync, verb: str = "confirm", **columns: str):
    guessed = [about["columns"] for about in row.mapping["sheets"]]
    names = ("students", "guardians")
    typed = {f"{names[s]}_{place}": key for s, keys in enumerate(guessed) for place, key in enumerate(keys)}
    return submit(client, f"{page_of(row)}/{verb}", typed | columns, page_of(row))


def test_from_the_file_to_the_families_in_three_steps(ana):
    answer = send(ana, GOOD)
    row = StudentSync.get()
    assert (answer.status_code, answer.location, row.state) == (303, page_of(row), UPLOADED)
    page = ana.get(answer.location)
    assert "3 Vínculos com responsáveis 4" in words(page, "#sheets-preview dl")
    assert "Ana Souza 7º B" in words(page, "#sheets-preview")
    assert "mãe Marta Souza +55 11 98765-4321" in words(page, "#sheets-preview")
    assert not Student.select().exists()
    assert choose(ana, row).status_code == 303
    apply_all_due(utcnow())
    assert Student.select().count() == 3
    assert relations() == {
        ("Marta Souza", "mother", "Ana Souza"), ("Marta Souza", "financial", "Ana Souza"),
        ("Rui Souza", "father", "Ana Souza"), ("Marta Souza", "mother", "Pedro Souza"),
    }  # fmt: skip
    told = [(entry.field, entry.after) for entry in AuditEntry.select().where(AuditEntry.area == "students")]
    assert ("Planilha de alunos", "enviada") in told and ("Sincronização", "confirmada") in told


def test_every_column_says_what_it_was_taken_for(ana, cast):
    page = ana.get(page_of(sent(cast, GOOD)))
    chosen = [option.text for option in select(page, "#sheets select option[selected]")]
    assert chosen[:4] == ["RA", "Nome do aluno", "Turma", "Nome da mãe"]
    assert "Ana Souza · Pedro Souza · Bruno Lima" in words(page, ".import-columns")


def test_a_column_is_corrected_and_the_preview_follows(ana, cast):
    row = sent(cast, csv("Nº;Aluno;Turma;Mãe;Pai;Telefone", "77;Ana Souza;7º B;Marta;Rui;11987654321"))
    page = ana.get(page_of(row))
    assert "Falta a coluna do RA" in words(page, "#sheets-preview") and "Registro acadêmico" in words(page)
    preview = choose(ana, row, "preview", students_0="ALUNO.RA", students_5="MAE.TELEFONE1")
    assert "Falta" not in words(preview) and "77 mãe Marta +55 11 98765-4321" in words(preview)
    assert sync_of(row.id).mapping == row.mapping  # nothing is stored
    assert choose(ana, row, students_0="ALUNO.RA", students_5="MAE.TELEFONE1").status_code == 303
    apply_all_due(utcnow())
    assert relations() == {("Marta", "mother", "Ana Souza")}


def test_without_the_ra_nothing_enters_and_what_was_chosen_stays(ana, cast):
    row = sent(cast, GOOD)
    answer = choose(ana, row, students_0="", students_2="ALUNO.NOME_CURSO")
    assert answer.status_code == 422
    assert "Falta a coluna do RA" in words(answer, ".error-summary")
    assert select(answer, "#students_2 option[selected]")[0]["value"] == "ALUNO.NOME_CURSO"
    assert words(answer, "title").startswith("Erro: ")
    assert sync_of(row.id).state == UPLOADED


def test_without_guardians_the_page_says_that_they_stay(ana, cast):
    page = ana.get(page_of(sent(cast, csv("RA;Nome", "1;Ana Souza"))))
    assert "continuam como estão" in words(page, "#sheets-preview")


def test_whoever_the_file_does_not_name_is_counted_before_they_leave(ana, cast):
    sync([of_totvs("8", "Otto Reis"), of_totvs("9", "Nina Reis")], [])
    page = ana.get(page_of(sent(cast, GOOD)))
    assert "2 alunos que estão aqui não estão na planilha" in words(page, "#sheets-preview")


def test_two_files_are_read_together(ana):
    guardians = csv("RA;Vínculo;Nome;Celular", "1;Mãe;Marta Souza;11 98765-4321", "2;Tia-avó;Lia;11 96666-2222")
    send(ana, csv("RA;Nome", "1;Ana", "2;Eva"), guardians)
    row = StudentSync.get()
    assert row.filename.splitlines() == ["students.csv", "guardians.csv"]
    page = ana.get(page_of(row))
    assert len(select(page, ".import-columns")) == 2
    assert "o vínculo “Tia-avó” não é conhecido" in words(page, "#sheets-preview")


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


def test_titles_above_the_headings_are_mentioned(ana, cast):
    row = sent(cast, b"Escola Aurora;;\r\n\r\nAlunos de 2026;;\r\nRA;Aluno;Turma\r\n1;Ana;7B\r\n")
    page = words(ana.get(page_of(row)), "#sheets-preview")
    assert "estão na linha 4" in page and "5 1 Ana 7B" in page


def test_cancelling_deletes_the_file(ana, cast):
    row = sent(cast, GOOD)
    assert submit(ana, f"{page_of(row)}/cancel", {}, page_of(row)).status_code == 303
    stored = StudentSync.get_by_id(row.id)
    assert (stored.state, stored.sealed_students) == (CANCELLED, None)


def test_a_second_yes_changes_nothing(ana, cast):
    row = sent(cast, GOOD)
    page = ana.get(page_of(row))
    token = select(page, "#sheets input[name=csrf_token]")[0]["value"]
    typed = {"csrf_token": token} | {f"students_{n}": k for n, k in enumerate(row.mapping["sheets"][0]["columns"])}
    for _ in range(2):
        assert ana.post(f"{page_of(row)}/confirm", data=typed).status_code == 303
    assert sync_of(row.id).state == APPLYING
    assert AuditEntry.select().where(AuditEntry.after == "confirmada").count() == 1


def test_while_another_sync_runs_the_file_waits(ana, cast):
    first, second = sent(cast, csv("RA;Nome", "1;Ana")), sent(cast, GOOD)
    choose(ana, first)
    choose(ana, second)
    assert "Já há uma sincronização em andamento" in words(ana.get(page_of(second)))
    assert sync_of(second.id).state == UPLOADED
    apply_all_due(utcnow())
    choose(ana, second)
    apply_all_due(utcnow())
    assert Student.select().count() == 3


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
        content = ana.get(f"{URL}/example/{name}").data
        row = sent(cast, csv("RA;Nome", "1;A"), content) if of_guardians else sent(cast, content)
        assert all(row.mapping["sheets"][-1]["columns"]), name
        assert "Falta" not in words(ana.get(page_of(row)), "#sheets-preview")
    assert ana.get(f"{URL}/example/outro").status_code == 404


def test_who_answers_tickets_sends_no_students(client, cast):
    sign_in(client, cast.bia)
    assert client.get(URL).status_code == 403


def two_sheets() -> bytes:
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("Alunos", "Responsáveis"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["RA", "Nome"])
            sheet.write_row(1, 0, [1, "Ana"])
    return file.getvalue()
