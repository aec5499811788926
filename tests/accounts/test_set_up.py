"""The first run."""

from datetime import timedelta

import pytest

from tests.cast import PASSWORD
from tests.page import select, submit, words
from workchat.accounts import set_up
from workchat.accounts.clean_up import clean_up
from workchat.accounts.models import AccessLink, AuditEntry, User
from workchat.accounts.rules import Refused
from workchat.db import utcnow
from workchat.settings.models import Settings

FORM = {
    "school_name": "  Escola   Aurora ",
    "timezone": "America/Manaus",
    "name": "Ana Prado",
    "email": " Ana@Escola.Example ",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def link(school) -> str:
    return f"/set-up/{set_up.make_link(utcnow())}"


def test_a_new_workchat_says_where_the_set_up_link_is(client, school):
    assert "Abra o link de configuração" in words(client.get("/"))
    assert client.get("/login").headers["Location"] == "/"


def test_the_school_is_set_up_and_its_administrator_is_inside(client, link):
    answer = submit(client, link, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/general")
    settings, ana = Settings.current(), User.get()
    assert (settings.school_name, settings.timezone) == ("Escola Aurora", "America/Manaus")
    assert (ana.name, ana.email, ana.role) == ("Ana Prado", "ana@escola.example", "administrator")
    assert ana.password_hash.startswith("scrypt:")
    assert client.get("/people").status_code == 200
    assert not any(PASSWORD in entry.after + entry.before for entry in AuditEntry.select())


def test_the_link_works_once(client, link, app):
    submit(client, link, FORM)
    answer = app.test_client().get(link)
    assert answer.status_code == 410
    assert "não vale mais" in words(answer)


def test_the_link_dies_after_an_hour(client, school):
    link = f"/set-up/{set_up.make_link(utcnow() - timedelta(minutes=61))}"
    assert client.get(link).status_code == 410
    assert client.get("/set-up/inventado").status_code == 410


def test_a_second_link_of_the_same_hour_dies_with_the_set_up(client, link, app):
    other = f"/set-up/{set_up.make_link(utcnow())}"
    submit(client, link, FORM)
    assert app.test_client().get(other).status_code == 410
    assert set_up.make_link(utcnow()) is None


def test_of_two_who_press_at_once_one_becomes_the_administrator(school):
    now = utcnow()
    first, second = (set_up.find_set_up_link(set_up.make_link(now), now) for _ in range(2))
    set_up.set_up(first, "Aurora", "America/Recife", "Ana", "ana@escola.example", PASSWORD, now)
    with pytest.raises(Refused):
        set_up.set_up(second, "Outra", "America/Recife", "Eva", "eva@mau.example", PASSWORD, now)
    assert [person.name for person in User.select()] == ["Ana"]


def test_the_database_does_not_hold_the_link(link):
    assert link.rsplit("/", 1)[1] not in AccessLink.get().token_hash


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"school_name": "   "}, "Digite o nome da escola."),
        ({"school_name": "x" * 81}, "no máximo 80"),
        ({"name": "\x00\u200b"}, "Digite o seu nome."),
        ({"email": "ana"}, "nome@escola.com.br"),
        ({"email": "ana@escola\x00.example"}, "nome@escola.com.br"),
        ({"timezone": "Europe/Lisbon"}, "Escolha uma das opções."),
        ({"password": "curta", "again": "curta"}, "pelo menos 12"),
        ({"again": "uma outra frase comprida"}, "não são iguais"),
        ({"password": "", "again": ""}, "Digite uma senha."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, link, wrong, says):
    answer = submit(client, link, {**FORM, **wrong})
    assert answer.status_code == 422
    assert says in words(answer, ".field.has-error")
    assert says in words(answer, ".error-summary")
    kept = "school_name" if "name" in wrong else "name"
    assert select(answer, f"[name={kept}]")[0]["value"].strip()
    assert not select(answer, "[type=password][value]:not([value=''])")
    assert not User.select().exists()


def test_spent_links_and_old_sessions_are_thrown_away(client, link):
    submit(client, link, FORM)
    clean_up(utcnow())
    assert not AccessLink.select().exists()
    assert client.get("/people").status_code == 200
    clean_up(utcnow() + timedelta(hours=9))
    assert client.get("/people").status_code == 303
