"""Sessions: tokens that are worth nothing to a thief, and what ends them."""

from datetime import timedelta

import pytest

from tests.accounts.steps import knock
from tests.cast import PASSWORD
from tests.page import select, sign_in, submit, token, words
from workchat.accounts.models import Session
from workchat.db import utcnow


def test_each_entry_has_a_new_token_and_only_its_hash_is_kept(cast, client, app):
    sign_in(client, cast.bia)
    first = client.get_cookie("workchat").value
    other = app.test_client()
    sign_in(other, cast.bia)
    assert other.get_cookie("workchat").value != first
    assert first not in {row.token_hash for row in Session.select()}


def test_a_token_planted_before_the_entry_is_worth_nothing(cast, client):
    client.set_cookie("workchat", "plantado")
    sign_in(client, cast.bia)
    assert client.get_cookie("workchat").value != "plantado"


def test_leaving_ends_the_session_on_the_server(cast, client, app):
    sign_in(client, cast.bia)
    kept = client.get_cookie("workchat").value
    answer = submit(client, "/logout", {}, page="/account")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    thief = app.test_client()
    thief.set_cookie("workchat", kept)
    assert thief.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("begun", "seen", "status"),
    [
        (timedelta(days=6), timedelta(hours=7, minutes=59), 200),
        (timedelta(days=6), timedelta(hours=8, minutes=1), 303),
        (timedelta(days=7, minutes=1), timedelta(0), 303),
    ],
)
def test_a_session_ends_after_eight_quiet_hours_and_after_seven_days(cast, client, begun, seen, status):
    sign_in(client, cast.bia)
    Session.update(created_at=utcnow() - begun, seen_at=utcnow() - seen).execute()
    assert client.get("/account").status_code == status


def test_the_form_token_changes_at_the_door(cast, client):
    before = token(client, "/login")
    sign_in(client, cast.bia)
    assert token(client, "/account") != before
    assert client.post("/logout", data={"csrf_token": before}).status_code == 400


def test_the_own_password_changes_and_other_computers_must_enter_again(cast, client, app):
    other = app.test_client()
    sign_in(other, cast.bia)
    sign_in(client, cast.bia)
    new = "outra frase bem comprida"
    form = {"current": PASSWORD, "password": new, "again": new}
    assert submit(client, "/account", form).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert knock(cast.bia.email, new).user == cast.bia


def test_the_current_password_is_asked_and_guessing_it_is_slow(cast, client):
    sign_in(client, cast.bia)
    form = {"current": "não é esta aqui", "password": "outra frase comprida", "again": "outra frase comprida"}
    said = [words(submit(client, "/account", form), ".error-summary") for _ in range(6)]
    assert "não está certa" in said[0]
    assert "Muitas tentativas" in said[5]


def test_one_session_or_all_others_can_be_ended_but_only_ones_own(cast, client, app):
    first, second, caios = app.test_client(), app.test_client(), app.test_client()
    sign_in(client, cast.bia)
    for browser, person in ((first, cast.bia), (second, cast.bia), (caios, cast.caio)):
        sign_in(browser, person)
    rows = list(Session.select().order_by(Session.id))
    url = "/account/sessions/{}/end"
    assert submit(client, url.format(rows[3].id), {}, page="/account").status_code == 404
    assert submit(client, url.format(rows[1].id), {}, page="/account").status_code == 303
    assert [browser.get("/account").status_code for browser in (first, second)] == [303, 200]
    submit(client, "/account/sessions/end-others", {}, page="/account")
    assert [browser.get("/account").status_code for browser in (client, second, caios)] == [200, 303, 200]


@pytest.mark.parametrize("url", ["/nada", "/login/nada"])
def test_a_page_that_does_not_exist_keeps_the_menu_of_who_is_signed_in(client, cast, url):
    assert not select(client.get(url), "nav[aria-label=Principal]")
    sign_in(client, cast.bia)
    answer = client.get(url)
    assert answer.status_code == 404
    assert select(answer, "nav[aria-label=Principal] a[href='/chat']")
