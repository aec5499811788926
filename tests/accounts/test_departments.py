"""Departments, as Ana cares for them, and what nobody sees on a page about people."""

import pytest

from tests.accounts.steps import edit, history, words_of
from tests.cast import NOW, PASSWORD
from tests.page import select, sign_in, submit, words
from workchat.accounts.deactivate import deactivate
from workchat.accounts.hand_over import Destination
from workchat.accounts.models import Department

NEW = "uma senha escolhida por ela"


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


def test_a_department_is_made_with_its_people(cast, ana):
    form = {"name": "Coordenação", "members": [cast.bia.id, cast.caio.id], "receives_new_tickets": "y"}
    assert submit(ana, "/departments/new", form).status_code == 303
    made = Department.for_new_tickets()
    assert made.name == "Coordenação"
    assert made.id in cast.bia.department_ids() & cast.caio.department_ids()
    assert history("Quem atende") == [("", "Bia Rocha, Caio Reis")]
    row = next(row for row in select(ana.get("/departments"), "tbody tr") if "Coordenação" in row.get_text())
    assert "2 pessoas" in words_of(row)
    assert "Recebe os tickets novos" in words_of(row)


def test_only_one_department_receives_the_new_tickets(cast, ana):
    for department in (cast.secretaria, cast.financeiro):
        form = {"name": department.name, "receives_new_tickets": "y"}
        assert submit(ana, f"/departments/{department.id}", form).status_code == 303
    assert Department.for_new_tickets() == cast.financeiro
    assert history("Recebe os tickets novos") == [("Não", "Sim"), ("Sim", "Não"), ("Não", "Sim")]


@pytest.mark.parametrize("name", ["secretaria", " SECRETARIA ", "", "x" * 81])
def test_a_department_has_a_name_of_its_own(cast, ana, name):
    answer = submit(ana, "/departments/new", {"name": name})
    assert answer.status_code == 422
    assert Department.select().count() == 2


def test_who_is_out_of_use_keeps_the_department_for_the_day_they_come_back(cast, ana):
    deactivate(cast.bia, Destination(), cast.ana, NOW)
    submit(ana, f"/departments/{cast.secretaria.id}", {"name": "Secretaria", "members": [cast.caio.id]})
    assert cast.bia.department_ids() == {cast.secretaria.id}
    assert cast.secretaria.id in cast.caio.department_ids()


@pytest.mark.parametrize(
    "url", ["/people/999", "/people/999/deactivate", "/departments/999", "/departments/999/deactivate"]
)
def test_what_does_not_exist_is_not_found(cast, ana, url):
    assert ana.get(url).status_code == 404


def test_a_persons_name_is_text_on_every_page(cast, ana):
    hostile = "<b onmouseover=x>Bia</b>"
    assert edit(ana, cast.bia, name=hostile).status_code == 303
    for url in ("/people", f"/people/{cast.bia.id}", f"/people/{cast.bia.id}/deactivate", "/departments/new"):
        page = ana.get(url)
        assert not select(page, "[onmouseover]")
        assert hostile in words(page)


def test_the_password_is_never_shown_again(cast, ana):
    answer = submit(ana, "/account", {"current": PASSWORD, "password": "curta", "again": "curta"})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
