"""The keys of the school are gone, or were exchanged: pages say so in words, and what does not need them works."""

import secrets

import pytest

from tests import meta
from tests.cast import APP_SECRET
from tests.everything import NOT_TRIED, School, fill_school
from tests.page import select, sign_in, submit, token, words
from workchat.accounts.models import AuditEntry
from workchat.db import db, utcnow
from workchat.simulator.connect import ensure_simulator
from workchat.simulator.models import simulated
from workchat.vault import vault
from workchat.whatsapp.models import Number

GONE = "não pode mais ser aberto"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def locked(app, cast, ana):
    """Everything in the school was sealed with a key that is not here any more."""
    filled, known = fill_school(app, cast), dict(vault._keys)
    vault._keys[vault._current] = secrets.token_bytes(32)
    yield filled
    vault._keys.update(known)


def approval_of(locked: School) -> str:
    return f"/chat/{locked.ids['ticket_id'][2]}"


def test_no_page_fails(app, ana, locked):
    assert not [url for _, url in locked.addresses(app) if ana.get(url).status_code >= 500]


def test_no_button_fails_without_a_sentence(app, ana, locked):
    fields, wrong = {"csrf_token": token(ana, "/account"), "text": "Oi", "verdict": "approve", "how": "papel"}, []
    for endpoint, url in locked.addresses(app, "POST"):
        with db.atomic() as visit:
            answer = ana.post(url, data=fields) if endpoint not in NOT_TRIED else None
            visit.rollback()
        if answer and answer.status_code >= 500 and GONE not in words(answer):
            wrong.append(url)
    assert not wrong


def test_the_conversation_opens_and_says_that_the_cpf_cannot_be_shown(ana, locked):
    ticket = approval_of(locked)
    assert GONE in words(ana.get(ticket), "#cpf").lower()
    answer = submit(ana, f"{ticket}/contact/cpf", {}, ticket, follow_redirects=True)
    assert answer.status_code == 200
    assert f"CPF: {GONE}" in words(answer, "#notices")
    assert not AuditEntry.select().where(AuditEntry.field == "CPF").count()  # nobody saw it


def test_a_number_asks_for_its_secrets_again_and_works_with_them(ana, cast, locked):
    Number.update(phone_number_id="10000", account_id="20000").where(Number.id == cast.number).execute()
    page, number = f"/settings/integrations/{cast.number.id}", Number.get_by_id(cast.number.id)
    assert "Já está guardado" not in words(ana.get(page))
    refused = submit(ana, page, number.shown)
    assert refused.status_code == 422
    assert "Cole o token de acesso" in words(refused)
    tried = submit(ana, f"{page}/try", {}, page, follow_redirects=True)
    assert "não podem mais ser abertos" in words(tried, "#notices")
    saved = submit(ana, page, number.shown | {"token": "EAAnovo", "app_secret": APP_SECRET})
    assert saved.status_code == 303
    body = meta.raw(meta.posted(meta.text("Oi"), number=number.phone_number_id))
    signed = {"X-Hub-Signature-256": meta.sign(APP_SECRET, body)}
    assert ana.post("/whatsapp/webhook", data=body, headers=signed).status_code == 200


def test_the_simulator_takes_new_secrets_at_the_next_start(cast, config):
    cast.number.delete_instance()
    number = ensure_simulator(config, utcnow())
    Number.update(sealed_token=b"x" * 40).where(Number.id == number).execute()
    assert not simulated().can_open_secrets
    ensure_simulator(config, utcnow())
    assert simulated().can_open_secrets


def test_no_secret_of_a_number_is_put_into_a_form(ana, cast):
    page = ana.get(f"/settings/integrations/{cast.number.id}")
    assert not [box for box in select(page, "input[type=password]") if box.get("value")]
    assert set(cast.number.shown) & {"token", "app_secret"} == set()
