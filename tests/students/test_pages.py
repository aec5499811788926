"""The page of students: how many there are, what came in, when they are read again, and Sincronizar agora."""

from datetime import timedelta

import pytest

from tests.page import select, sign_in, submit, words
from tests.students.syncing import aurora, student, sync
from workchat.db import utcnow
from workchat.students.models import StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import fail
from workchat.totvs.models import RmConnection

URL = "/students"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def connected(cast) -> RmConnection:
    row = RmConnection.current()
    row.rest_url, row.user, row.coligada, row.filial, row.teaching_level = "https://rm.example:8051", "wc", 1, 1, 2
    row.period, row.active, row.nightly_at = "2026", True, "03:00"
    row.keep_password("segredo do rm")
    row.save()
    return row


def page_of(row: StudentSync) -> str:
    return f"{URL}/syncs/{row.id}"


def test_a_school_without_students_is_told_the_two_ways_in(ana):
    page = ana.get(URL)
    assert "Nenhum aluno ainda" in words(page, ".empty")
    links = {link["href"] for link in select(page, ".empty a")}
    assert links == {"/settings/integrations/totvs", "/students/upload"}
    assert not select(page, "#sync-now")


def test_a_supervisor_is_not_sent_to_the_connection_that_only_administrators_open(client, cast):
    sign_in(client, cast.sara)
    assert not select(client.get(URL), "a[href='/settings/integrations/totvs']")


def test_the_page_counts_students_classes_and_those_who_answer_for_them(ana):
    students, guardians = aurora()
    sync([*students, student("4", "Ivo Reis", "8C")], guardians)
    counts = words(ana.get(URL), ".import-counts")
    assert counts == "Alunos 4 Turmas 3 Contatos que respondem por eles 3 Alunos sem nenhum contato 1"


def test_the_page_says_what_happens_by_itself(ana, connected):
    sync(*aurora())
    assert "Todos os dias, a partir de 3:00, o WorkChat lê o TOTVS" in words(ana.get(URL))
    RmConnection.update(nightly_at="").execute()
    assert "O TOTVS só é lido quando alguém pede" in words(ana.get(URL))
    RmConnection.update(active=False).execute()
    assert "não são atualizados sozinhos" in words(ana.get(URL))


def test_past_syncs_are_listed_newest_first_twenty_a_page(ana, cast):
    for day in range(22):
        sync(*aurora(), now=utcnow() + timedelta(days=day))
    page = ana.get(URL)
    shown = [row.text for row in select(page, "tbody td[data-label=Resultado]")]
    assert len(shown) == 20 and set(shown) == {"Nenhum aluno mudou"}
    older = ana.get(select(page, "#syncs-older")[0]["href"])
    assert "3 novos" in words(older, "table") and len(select(older, "tbody tr")) == 2


def test_sync_now_begins_one_and_a_second_press_shows_the_same(ana, cast, connected):
    first = submit(ana, f"{URL}/syncs", {}, URL)
    row = StudentSync.get()
    assert (first.location, row.state, row.started_by) == (page_of(row), "reading", cast.ana)
    again = submit(ana, f"{URL}/syncs", {}, "/account")
    assert again.location == page_of(row) and StudentSync.select().count() == 1


def test_without_a_connection_nothing_begins(ana):
    answer = submit(ana, f"{URL}/syncs", {}, "/account", follow_redirects=True)
    assert "O TOTVS ainda não está ligado" in words(answer, "#notices")
    assert not StudentSync.select().exists()


def test_a_sync_that_failed_says_why_and_what_to_do(ana, cast, connected):
    row = start_rm_sync(cast.ana, utcnow())
    fail(row, "O TOTVS RM não aceitou o usuário ou a senha.", utcnow())
    page = ana.get(page_of(row))
    assert "não aceitou o usuário ou a senha. Nada mudou" in words(page, ".callout")
    assert select(page, ".sync-next a[href='/settings/integrations/totvs']")
    assert submit(ana, f"{URL}/syncs", {}, page_of(row)).location != page_of(row)
