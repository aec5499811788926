"""Usuário no portal, on a person's page: who they are in the school's portal."""

import pytest

from tests.accounts.steps import edit, history
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import User

FIELD = "input[name=portal_subject]"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def subject(person: User) -> str | None:
    return User.get_by_id(person.id).portal_subject


def test_it_is_written_and_is_in_the_history(ana, cast):
    assert edit(ana, cast.bia, portal_subject="  bia.rocha ").status_code == 303
    assert subject(cast.bia) == "bia.rocha"
    assert edit(ana, cast.bia, portal_subject="").status_code == 303
    assert subject(cast.bia) is None
    assert history("Usuário no portal") == [("", "bia.rocha"), ("bia.rocha", "")]


def test_two_people_cannot_be_the_same_in_the_portal(ana, cast):
    edit(ana, cast.bia, portal_subject="0042")
    answer = edit(ana, cast.caio, portal_subject="0042")
    assert answer.status_code == 422
    assert (
        words(answer, "#portal_subject-error")
        == "Erro: Bia Rocha já usa este usuário no portal. Cada pessoa tem o seu."
    )
    assert select(answer, FIELD)[0]["value"] == "0042"
    assert subject(cast.caio) is None
    fields = {"name": "Dora Alves", "email": "dora@escola.example", "role": "agent", "portal_subject": "0042"}
    assert "Bia Rocha já usa" in words(submit(ana, "/people/new", fields))


def test_a_taken_email_is_still_the_error_of_the_email(ana, cast):
    edit(ana, cast.bia, portal_subject="0042")
    answer = edit(ana, User.get_by_id(cast.bia.id), portal_subject="0042", email=cast.caio.email)
    assert "Já existe uma pessoa com este e-mail" in words(answer, "#email-error")


def test_two_people_without_one_are_no_clash(ana, cast):
    assert edit(ana, cast.bia, portal_subject="").status_code == 303
    assert edit(ana, cast.caio, portal_subject=" ").status_code == 303


def test_a_school_without_a_portal_is_not_asked_and_keeps_what_was_there(ana, cast):
    assert not select(ana.get(f"/people/{cast.bia.id}"), FIELD)
    User.update(portal_subject="0042").where(User.id == cast.bia.id).execute()
    assert select(ana.get(f"/people/{cast.bia.id}"), FIELD)[0]["value"] == "0042"
    assert edit(ana, cast.bia, name="Bia Rocha Lima").status_code == 303
    assert subject(cast.bia) == "0042"
