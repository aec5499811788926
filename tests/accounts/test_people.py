"""People and departments, as Ana cares for them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests import cast as people
from tests.accounts.steps import edit, history, invite, words_of
from tests.cast import NOW
from tests.page import select, sign_in, submit, words
from workchat.accounts.deactivate import deactivate
from workchat.accounts.hand_over import Destination
from workchat.accounts.issue_link import issue_link
from workchat.accounts.models import AuditEntry, Session, User
from workchat.accounts.rules import PASSWORD_LINK_LIFE, Refused
from workchat.db import utcnow

NEW = "uma senha escolhida por ela"


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


def test_an_invited_person_chooses_the_password_and_is_inside(cast, ana, app):
    link = invite(ana, departments=[cast.secretaria.id])
    dora = app.test_client()
    assert "Olá, Dora" in words(dora.get(link))
    assert submit(dora, link, {"password": NEW, "again": NEW}).status_code == 303
    assert dora.get("/account").status_code == 200
    assert User.get(User.name == "Dora Alves").department_ids() == {cast.secretaria.id}
    assert dora.get(link).status_code == 410
    assert not any(link.split("/")[-1] in row.after or NEW in row.after for row in AuditEntry.select())


def test_an_access_link_dies_after_three_days_and_when_a_newer_one_is_made(cast, client):
    old = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow() - timedelta(days=3, minutes=1))
    assert client.get(f"/access/{old}").status_code == 410
    first = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())
    second = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())
    assert [client.get(f"/access/{token}").status_code for token in (first, second)] == [410, 200]


def test_a_persons_link_does_not_set_up_the_school_again(cast, client):
    token = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())
    assert client.get(f"/set-up/{token}").status_code == 410


def test_who_forgot_the_password_gets_a_link_and_the_old_sessions_end(cast, ana, app):
    bia = app.test_client()
    sign_in(bia, cast.bia)
    answer = submit(ana, f"/people/{cast.bia.id}/access", {}, page=f"/people/{cast.bia.id}")
    link = urlsplit(words(answer, "#access-link")).path
    assert bia.get("/account").status_code == 200  # the link was not used yet
    other = app.test_client()
    submit(other, link, {"password": NEW, "again": NEW})
    assert (bia.get("/account").status_code, other.get("/account").status_code) == (303, 200)


def test_a_weak_password_by_link_is_refused_and_the_link_still_works(cast, client):
    link = f"/access/{issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())}"
    weak = "bia@escola.example"
    answer = submit(client, link, {"password": weak, "again": weak})
    assert answer.status_code == 422
    assert "não pode ser o seu nome ou o seu e-mail" in words(answer, ".error")
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "BIA@escola.example"}, "Já existe uma pessoa"),
        ({"email": "sem arroba"}, "nome@escola.com.br"),
        ({"name": " "}, "Digite o nome."),
        ({"role": "owner"}, "Escolha o papel."),
        ({"departments": [999]}, "não existe mais"),
        ({"departments": ["10x"]}, "não existe mais"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(cast, ana, wrong, says):
    form = {"name": "Dora Alves", "email": "dora@escola.example", "role": "agent", **wrong}
    answer = submit(ana, "/people/new", form)
    assert answer.status_code == 422
    assert says in words(answer, ".field.has-error")
    assert User.select().count() == 4


def test_a_changed_person_is_in_the_history_with_before_and_after(cast, ana):
    assert edit(ana, cast.bia, name="Bia R. Lima", departments=[cast.financeiro.id]).status_code == 303
    assert history("Nome") == [("Bia Rocha", "Bia R. Lima")]
    assert history("Departamentos") == [("Secretaria", "Financeiro")]
    assert history("Papel") == history("E-mail") == []


def test_a_new_role_counts_at_once_and_asks_to_enter_again(cast, ana, app):
    bia = app.test_client()
    sign_in(bia, cast.bia)
    edit(ana, cast.bia, role="administrator")
    assert bia.get("/people").headers["Location"].startswith("/login")
    sign_in(bia, cast.bia)
    assert bia.get("/people").status_code == 200


def test_a_new_email_spoils_a_link_sent_to_the_old_one(cast, ana, client, app):
    token = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())
    edit(ana, cast.bia, email="bia.rocha@escola.example")
    assert app.test_client().get(f"/access/{token}").status_code == 410


def test_the_last_administrator_stays_one(cast, ana):
    answer = edit(ana, cast.ana, role="agent")
    assert answer.status_code == 422
    assert "única pessoa que administra" in words(answer, ".has-error")
    answer = submit(ana, f"/people/{cast.ana.id}/deactivate", {"destination": ""})
    assert answer.status_code == 422
    assert "única pessoa que administra" in words(answer, ".error-summary")
    assert User.get_by_id(cast.ana.id).active


def test_somebody_without_a_password_yet_is_no_second_administrator(cast):
    eva = people.person("Eva Nunes", "administrator")
    eva.password_hash = None
    eva.save()
    with pytest.raises(Refused, match="única pessoa"):
        deactivate(cast.ana, None, cast.ana, NOW)
    eva.password_hash = people.PASSWORD_HASH
    eva.save()
    deactivate(cast.ana, None, eva, NOW)
    with pytest.raises(Refused, match="única pessoa"):
        deactivate(eva, None, eva, NOW)


def test_who_is_deactivated_is_out_at_once_and_may_come_back(cast, ana, app):
    bia = app.test_client()
    sign_in(bia, cast.bia)
    token = issue_link(cast.bia, PASSWORD_LINK_LIFE, utcnow())
    assert submit(ana, f"/people/{cast.bia.id}/deactivate", {"destination": ""}).status_code == 303
    assert bia.get("/account").status_code == 303
    assert bia.get(f"/access/{token}").status_code == 410
    assert not Session.select().where(Session.user == cast.bia).exists()
    assert submit(ana, f"/people/{cast.bia.id}/reactivate", {}, page=f"/people/{cast.bia.id}").status_code == 303
    sign_in(bia, cast.bia)
    assert history("Situação") == [("Em uso", "Fora de uso"), ("Fora de uso", "Em uso")]


def test_a_deactivated_person_gets_no_link(cast, ana):
    deactivate(cast.bia, Destination(), cast.ana, NOW)
    answer = submit(ana, f"/people/{cast.bia.id}/access", {}, page=f"/people/{cast.bia.id}")
    assert answer.status_code == 404


def test_the_list_shows_who_still_has_to_choose_a_password(cast, ana):
    invite(ana)
    rows = [words_of(row) for row in select(ana.get("/people"), "tbody tr")]
    assert "Falta escolher a senha" in next(row for row in rows if "Dora" in row)
    assert "Falta" not in next(row for row in rows if "Bia" in row)
    assert "Secretaria" in next(row for row in rows if "Bia" in row)
