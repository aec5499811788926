"""Entering and leaving: passwords, too many tries, sessions that end."""

from datetime import timedelta

import pytest
from werkzeug.security import generate_password_hash

from tests.accounts.steps import knock
from tests.cast import NOW, PASSWORD
from tests.page import submit, words
from workchat.accounts import rules
from workchat.accounts import sign_in as door
from workchat.accounts.clean_up import clean_up
from workchat.accounts.models import Failure
from workchat.db import utcnow

SECOND = timedelta(seconds=1)


def test_the_right_password_opens_in_any_case_of_the_email(cast):
    assert knock(" BIA@escola.example ", PASSWORD).user == cast.bia


def test_a_wrong_password_and_an_unknown_email_get_the_same_page(cast, client):
    answers = [
        submit(client, "/login", {"email": email, "password": "não é esta senha"})
        for email in ("bia@escola.example", "ninguem@escola.example")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert words(answers[0]) == words(answers[1])
    assert "não conferem" in words(answers[0], ".error-summary")


def test_an_unknown_email_costs_as_much_as_a_wrong_password():
    real = generate_password_hash("x", method="scrypt")
    assert door.NOBODY.split("$")[0] == real.split("$")[0]
    assert len(door.NOBODY.split("$")[2]) == len(real.split("$")[2])


def failed(email: str, times: int, at=NOW, address: str = "10.0.0.9") -> None:
    """As if somebody had failed so often: a real try costs 80 ms."""
    for kind, subject in door.subjects(email, address):
        Failure.insert_many([{"kind": kind, "subject": subject, "at": at}] * times).execute()


@pytest.mark.parametrize("email", ["bia@escola.example", "ninguem@escola.example"])
def test_after_five_failures_even_the_right_password_waits(cast, email):
    for _ in range(5):
        assert knock(email) == door.Attempt(None)
    assert knock(email, PASSWORD).wait == SECOND
    assert knock(email, PASSWORD, NOW + SECOND).wait == timedelta(0)


def test_a_refused_try_does_not_make_the_wait_longer(cast):
    failed(cast.bia.email, 5)
    for _ in range(20):
        assert knock(cast.bia.email).wait == SECOND
    assert knock(cast.bia.email, PASSWORD, NOW + SECOND).user == cast.bia


def test_the_wait_never_passes_a_minute_and_ends_with_the_hour(cast):
    failed(cast.bia.email, 80)
    assert knock(cast.bia.email, PASSWORD).wait == timedelta(seconds=60)
    assert knock(cast.bia.email, now=NOW + timedelta(minutes=59)) == door.Attempt(None)
    assert knock(cast.bia.email, PASSWORD, NOW + timedelta(hours=1)).user == cast.bia


def test_entering_forgets_the_failures_of_the_account(cast):
    failed(cast.bia.email, 4)
    assert knock(cast.bia.email, PASSWORD).user == cast.bia
    assert knock(cast.bia.email).wait == timedelta(0)
    assert knock(cast.bia.email, PASSWORD).user == cast.bia


def test_one_address_that_tries_many_accounts_is_slowed(cast):
    for n in range(rules.ADDRESS_LIMIT):
        failed(f"pessoa{n}@escola.example", 1)
    assert knock(cast.bia.email, PASSWORD).wait == timedelta(hours=1)
    assert knock(cast.bia.email, PASSWORD, address="10.0.0.10").user == cast.bia
    assert knock(cast.bia.email, PASSWORD, NOW + timedelta(hours=1)).user == cast.bia


def test_colleagues_who_enter_from_the_schools_address_do_not_use_up_its_tries(cast):
    for _ in range(rules.ADDRESS_LIMIT + 5):
        assert knock(cast.bia.email, PASSWORD).user == cast.bia


def test_the_page_says_how_long_to_wait(cast, client):
    failed(cast.bia.email, 10, utcnow())
    answer = submit(client, "/login", {"email": cast.bia.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "Espere 32 segundos" in words(answer) or "Espere 31 segundos" in words(answer)
    assert int(answer.headers["Retry-After"]) <= 33


def test_failures_name_nobody_and_are_forgotten(cast):
    knock(cast.bia.email)
    assert not any("bia" in row.subject or "10.0.0.9" in row.subject for row in Failure.select())
    clean_up(NOW + timedelta(minutes=59))
    assert Failure.select().count() == 2
    clean_up(NOW + timedelta(hours=1))
    assert not Failure.select().exists()


def test_who_was_deactivated_or_has_no_password_yet_does_not_enter(cast):
    cast.bia.active = False
    cast.bia.save()
    cast.caio.password_hash = None
    cast.caio.save()
    assert knock(cast.bia.email, PASSWORD) == knock(cast.caio.email, PASSWORD) == door.Attempt(None)


def test_a_page_asked_before_entering_comes_after_it(cast, client):
    asked = client.get("/people")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/login?next=/people")
    form = {"email": cast.ana.email, "password": PASSWORD, "next": "/people"}
    assert submit(client, "/login", form).headers["Location"] == "/people"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//mau.example",
        "/\\mau.example",
        "https:mau.example",
        "https://mau.example/x",
        "/\t/mau.example",
        "javascript:x",
    ],
)
def test_a_sign_in_never_leads_to_another_site(cast, client, elsewhere):
    form = {"email": cast.ana.email, "password": PASSWORD, "next": elsewhere}
    assert submit(client, "/login", form).headers["Location"] == "/chat"
    assert client.get("/login", query_string={"next": elsewhere}).headers["Location"] == "/chat"


def test_an_expired_session_inside_a_tab_sends_the_whole_page_to_the_door(cast, client):
    answer = client.get("/people", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login?next=/people")
