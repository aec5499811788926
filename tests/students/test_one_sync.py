"""One sync on its page: how far it is, what it changed, what it asks a person, and how it is stopped."""

import csv
from io import StringIO

import pytest

from tests.page import select, sign_in, submit, words
from tests.students.syncing import TODAY, aurora, guardian, read, student, sync
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.students.apply_sync import apply_sync
from workchat.students.models import Student, StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import keep_students, step, sync_of, wait_for_retry

URL = "/students"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def page_of(row: StudentSync) -> str:
    return f"{URL}/syncs/{row.id}"


def asking() -> StudentSync:
    """Ten students are here, and TOTVS answers with three of them."""
    whole = [student(str(n), f"Aluno {n}") for n in range(10)]
    sync(whole, [guardian(str(n), "MAE", f"Mãe {n}", f"11 98000-00{n:02}") for n in range(10)])
    row = read(whole[:3], [guardian(str(n), "MAE", f"Mãe {n}", f"11 98000-00{n:02}") for n in range(3)])
    apply_sync(row, "", TODAY, utcnow())
    return sync_of(row.id)


def test_the_progress_says_how_far_it_is_and_nothing_when_nothing_is_new(ana, cast):
    row = start_rm_sync(cast.ana, utcnow())
    asked = select(ana.get(page_of(row)), "#sync-progress")[0]
    assert asked["data-poll"] == "1000" and "Lendo os alunos" in asked.text
    assert ana.get(asked["hx-get"]).status_code == 204
    keep_students(row, [student("1", "Ana")], utcnow())
    assert "1 linha de aluno lida" in words(ana.get(asked["hx-get"]))
    step(row, ("reading",), state="applying", total=590, position=120)
    anew = ana.get(asked["hx-get"])  # another step, another heading: the whole page
    assert select(anew, f"[hx-get='{page_of(row)}'][hx-trigger=load]") and not select(anew, "[data-poll]")
    asked = select(ana.get(page_of(row)), "#sync-progress")[0]
    assert "120 de 590 alunos" in asked.text
    step(row, ("applying",), state="done", finished_at=utcnow())
    over = ana.get(asked["hx-get"])
    assert select(over, f"[hx-get='{page_of(row)}'][hx-trigger=load]") and not select(over, "[data-poll]")


def test_while_totvs_is_busy_the_page_says_when_it_is_asked_again(ana, cast):
    row = start_rm_sync(cast.ana, utcnow())
    wait_for_retry(row, "O TOTVS RM está ocupado.", utcnow().replace(hour=15, minute=30, second=0))
    assert "O TOTVS RM está ocupado. O WorkChat tenta de novo sozinho às 12:30:00" in words(ana.get(page_of(row)))


def test_cancelling_says_first_what_stays(ana, cast):
    row = start_rm_sync(cast.ana, utcnow())
    assert "Nada mudou ainda" in words(ana.get(f"{page_of(row)}/cancel"))
    step(row, ("reading",), state="applying", total=590, position=120)
    asked = ana.get(f"{page_of(row)}/cancel")
    assert "O que já entrou fica: 120 de 590 alunos" in words(asked)
    assert sync_of(row.id).state == "applying"  # opening the page stops nothing
    submit(ana, f"{page_of(row)}/cancel", {}, f"{page_of(row)}/cancel")
    page = ana.get(page_of(row))
    assert "Sincronização cancelada" in words(page, "h1")
    assert "o que mudou fica" in words(page, ".callout") and select(page, "#sync-anew")
    assert ana.get(f"{page_of(row)}/cancel").location == page_of(row)


def test_the_report_tells_each_kind_apart_with_its_count(ana):
    sync(*aurora())
    students, guardians = aurora()
    row = sync([student("1", "Ana Souza", "8A"), students[1], student("", "Ninguém"), student("9", "Eva Dias")],
               guardians[:4])  # fmt: skip
    page = ana.get(page_of(row))
    assert words(page, "h1") == "Alunos atualizados"
    assert words(page, ".filters") == "Novos 1 Mudaram 1 Saíram 1 Linhas recusadas 1"
    assert "Eva Dias (RA 9)" in words(page, ".sync-lines table")
    changed = ana.get(select(page, "#kind-changed")[0]["href"])
    assert "Ana Souza (RA 1)" in words(changed, "tbody") and "8º A" in words(changed, "tbody")
    assert "Bruno Lima" in words(ana.get(select(page, "#kind-gone")[0]["href"]), "tbody")
    refused = words(ana.get(select(page, "#kind-refused")[0]["href"]), ".sync-lines")
    assert "Corrija no TOTVS" in refused and "Sem RA" in refused and "Linha 3 da consulta" in refused


def test_a_second_sync_of_the_same_says_that_nothing_changed(ana):
    sync(*aurora())
    assert "Nada mudou: tudo já estava igual" in words(ana.get(page_of(sync(*aurora()))))


def test_many_lines_are_shown_fifty_at_a_time(ana):
    row = sync([student(str(n), f"Aluno {n}") for n in range(60)], [])
    page = ana.get(page_of(row))
    assert len(select(page, ".sync-lines tbody tr")) == 50
    assert len(select(ana.get(select(page, "#lines-next")[0]["href"]), ".sync-lines tbody tr")) == 10


def test_the_report_is_downloaded_without_formulas_and_that_is_written_down(ana, cast):
    row = sync([student("1", "Ana"), student("", "=1+1")], [])
    answer = submit(ana, f"{page_of(row)}/report.csv", {}, page_of(row))
    lines = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert lines[0][:4] == ["O que houve", "Quem", "Detalhe", "Linha"]
    assert "'=1+1" in next(line for line in lines if line[0] == "Linha recusada")
    entry = AuditEntry.select().where(AuditEntry.field == "Resultado").get()
    assert (entry.user, entry.area, entry.subject) == (cast.ana, "students", f"Sincronização {row.id}")


def test_what_would_lose_many_students_asks_in_words(ana):
    row = asking()
    page = ana.get(page_of(row))
    assert "respondeu com 3 alunos, e aqui há 10 alunos" in words(page, ".callout")
    assert words(page, ".import-counts").startswith("Alunos que vieram 3 Linhas de responsáveis 3 Alunos que sairiam 7")
    assert "7 alunos sairiam" in words(ana.get(URL), "table") and "Decidir" in words(ana.get(URL), ".callout")


@pytest.mark.parametrize("typed", ["", "6", "sete"])
def test_applying_anyway_wants_the_right_number(ana, typed):
    row = asking()
    answer = submit(ana, f"{page_of(row)}/apply", {"number": typed}, page_of(row))
    assert (answer.status_code, sync_of(row.id).state) == (422, "asking")
    assert "digite 7" in words(answer, ".error-summary").lower()
    assert select(answer, "#number")[0]["value"] == typed


def test_applying_anyway_marks_them_as_left(ana, cast):
    row = asking()
    assert submit(ana, f"{page_of(row)}/apply", {"number": " 7 "}, page_of(row)).location == page_of(row)
    apply_sync(sync_of(row.id), "", TODAY, utcnow())
    assert words(ana.get(page_of(row)), "h1") == "Alunos atualizados"
    assert Student.select().where(Student.left_at.is_null()).count() == 3


def test_discarding_changes_nothing(ana):
    row = asking()
    submit(ana, f"{page_of(row)}/cancel", {}, page_of(row))
    page = ana.get(page_of(row))
    assert words(page, ".callout").startswith("Uma pessoa da escola cancelou. Nada mudou")
    assert not select(page, ".import-counts")  # nobody left: the seven would have
    assert Student.select().where(Student.left_at.is_null()).count() == 10


def test_nobody_at_all_can_only_be_discarded(ana):
    sync(*aurora())
    row = read([], [])
    apply_sync(row, "", TODAY, utcnow())
    page = ana.get(page_of(row))
    assert "nenhum aluno" in words(page, ".callout") and select(page, "#sync-discard")
    assert not select(page, f"form[action='{page_of(row)}/apply']")
    forced = submit(ana, f"{page_of(row)}/apply", {"number": "3"}, page_of(row), follow_redirects=True)
    assert "não pode ser aplicado" in words(forced, "#notices")


def test_a_step_that_is_over_is_said_in_words(ana):
    row = sync(*aurora())
    answer = submit(ana, f"{page_of(row)}/cancel", {}, page_of(row), follow_redirects=True)
    assert "não dá mais para cancelar" in words(answer, "#notices")


def test_who_answers_only_does_not_see_the_syncs(client, cast):
    sign_in(client, cast.bia)
    assert client.get(page_of(sync(*aurora()))).status_code == 403
