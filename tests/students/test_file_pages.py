"""Spreadsheets of students from the file to the families: what was understood, correcting a column, and the yes."""

import pytest

from tests.page import select, sign_in, submit, words
from tests.students.sheets import LINES, ONE_SHEET, UPLOAD, choose, csv, page_of, send, sent
from tests.students.syncing import relations, sync
from tests.students.syncing import student as of_totvs
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.students.models import APPLYING, CANCELLED, UPLOADED, Student, StudentSync
from workchat.students.run_syncs import apply_all_due
from workchat.students.sync_steps import sync_of

GOOD = csv(ONE_SHEET, *LINES)


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


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
    assert "O vínculo “Tia-avó” não é conhecido" in words(page, "#sheets-preview")
    assert "RA que não está" not in words(page)


def test_spreadsheets_that_wait_are_told_apart_by_their_names(ana):
    send(ana, csv("RA;Nome", "1;Ana"))
    waiting = words(ana.get("/students"), ".callout")
    assert "falta confirmar: students.csv. Conferir a planilha" in waiting


def test_guardians_of_nobody_in_the_other_file_are_counted(ana, cast):
    """The wrong column as the RA, most of the time."""
    row = sent(cast, csv("RA;Nome", "101;Ana", "102;Eva"), csv("RA;Mãe;Celular", "1;Marta;1", "102;Lia;2", "3;Nina;3"))
    assert "2 vínculos são de RA que não estão entre os alunos" in words(ana.get(page_of(row)), "#sheets-preview")


def test_of_two_files_the_problem_names_its_own(ana, cast):
    row = sent(cast, csv("RA;Nome", "1;Ana"), csv("Vínculo;Nome;Celular", "Mãe;Marta;11987654321"))
    assert "responsaveis.xlsx: Falta a coluna do RA" in words(ana.get(page_of(row)), "#sheets-preview")


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


def test_who_answers_tickets_sends_no_students(client, cast):
    sign_in(client, cast.bia)
    assert client.get(UPLOAD).status_code == 403
