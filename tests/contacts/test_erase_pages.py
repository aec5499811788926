"""Erasing is confirmed by a typed word, after reading what goes and what stays."""

import pytest

from tests import cast as people
from tests.contacts.two import delivery, marta
from tests.page import select, sign_in, submit, words
from workchat.contacts.models import Contact


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


@pytest.mark.parametrize("word", ["APAGAR", "apagar ", "Marta", "márta"])
def test_the_word_or_the_first_name_confirms(cast, ana, word):
    contact = marta()
    url = f"/contacts/{contact.id}/erase"
    assert "LGPD" in words(ana.get(url))
    assert submit(ana, url, {"word": word}).headers["Location"] == f"/contacts/{contact.id}"
    assert Contact.get().erased_at is not None
    assert "foram apagados" in words(ana.get(f"/contacts/{contact.id}"))


@pytest.mark.parametrize("word", ["", "sim", "Souza"])
def test_nothing_else_does(cast, ana, word):
    contact = marta()
    answer = submit(ana, f"/contacts/{contact.id}/erase", {"word": word})
    assert answer.status_code == 422
    assert Contact.get().erased_at is None


def test_a_message_that_is_leaving_is_said_in_words(cast, ana):
    contact = marta()
    delivery(cast, contact, status="sending")
    answer = submit(ana, f"/contacts/{contact.id}/erase", {"word": "APAGAR"})
    assert "está sendo enviada agora" in words(answer, "#word-error")


def test_the_conversation_of_an_erased_person_says_so(cast, ana):
    contact = marta()
    ticket = people.ticket(cast, contact)
    submit(ana, f"/contacts/{contact.id}/erase", {"word": "APAGAR"})
    page = ana.get(f"/chat/{ticket.id}")
    assert "Mensagem apagada" in words(page, "#messages")
    assert "Bom dia" not in page.text
    assert select(page, ".who h1")[0].get_text() == "Contato apagado"
