"""Meta's webhook: who may post, how much, and that a thousand updates or two at once lose and double nothing."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import meta
from tests.cast import APP_SECRET
from tests.live import LiveSchool, live_school  # noqa: F401 (a fixture)
from workchat.chat.models import Message, Ticket
from workchat.config import MEBIBYTE
from workchat.contacts.models import Contact
from workchat.simulator.client import post_webhook
from workchat.whatsapp.models import KeptUpdate

URL = "/whatsapp/webhook"
MARTA = meta.raw(meta.posted(meta.text("Oi"), number="1000"))


def post(client, body: bytes, secret: str = APP_SECRET, **headers: str):
    signature = {"X-Hub-Signature-256": meta.sign(secret, body)} if secret else {}
    return client.post(URL, data=body, headers=signature | headers, content_type="application/json")


def test_meta_is_answered_with_its_challenge_when_it_knows_the_token(cast, client):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "confere"}
    answer = client.get(URL, query_string=asked)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")


@pytest.mark.parametrize("wrong", [{"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}])
def test_nobody_else_is(cast, client, wrong):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "confere", **wrong}
    assert client.get(URL, query_string=asked).status_code == 403


def test_a_signed_post_is_stored_before_it_is_answered(cast, client):
    assert post(client, MARTA).status_code == 200
    assert Ticket.get().last_text == "Oi"


@pytest.mark.parametrize("secret", ["", "outro-segredo"])
def test_a_post_without_the_right_signature_changes_nothing(cast, client, secret):
    assert post(client, MARTA, secret).status_code == 401
    assert Contact.select().count() == 0


def test_a_changed_byte_spoils_the_signature(cast, client):
    signed = meta.sign(APP_SECRET, MARTA)
    answer = client.post(URL, data=MARTA.replace(b"Oi", b"Ai"), headers={"X-Hub-Signature-256": signed})
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"1"])
def test_a_body_that_is_no_update_is_refused(cast, client, body):
    assert post(client, body).status_code == 400


def test_four_mebibytes_are_taken_and_no_more(cast, client):
    padding = 4 * MEBIBYTE - len(json.dumps({"object": "x", "entry": [], "p": ""}))
    full = json.dumps({"object": "x", "entry": [], "p": "a" * padding}).encode()
    assert post(client, full).status_code == 200
    assert post(client, full + b" ").status_code == 413


def test_a_thousand_updates_in_one_post_are_all_stored(cast, client):
    people = [meta.contact(f"55119{n:08d}", f"BR.{n}") for n in range(250)]
    texts = [meta.text(f"mensagem {n}", sender=f"55119{n % 250:08d}", user_id=f"BR.{n % 250}") for n in range(999)]
    body = meta.raw(meta.posted(*texts, {"type": "text", "id": "wamid.bad"}, contacts=people, number="1000"))
    assert post(client, body).status_code == 200
    assert Message.select().where(Message.direction == "in").count() == 999
    assert (Contact.select().count(), Ticket.select().count(), KeptUpdate.select().count()) == (250, 250, 1)
    assert post(client, body).status_code == 200
    assert (Message.select().count(), KeptUpdate.select().count()) == (999, 1)


def test_first_messages_at_the_same_instant_make_one_contact_and_one_ticket(live_school: LiveSchool):  # noqa: F811
    number, url = live_school.number, live_school.url + URL
    texts = [f"mensagem {n}" for n in range(16)]
    bodies = [meta.raw(meta.posted(meta.text(text), number=number.phone_number_id)) for text in texts]
    with ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(lambda body: post_webhook(url, number.app_secret, body), bodies))
    assert answers == [200] * 16
    assert Contact.select().where(Contact.bsuid == meta.MARTA_ID).count() == 1
    assert Ticket.select().count() == 1
    assert sorted(m.text for m in Message.select().where(Message.direction == "in")) == sorted(texts)
