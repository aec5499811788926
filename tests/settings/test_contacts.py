"""Contatos: who enters the list, and what is asked of whom."""

import pytest

from tests.cast import NOW, contact
from tests.page import select, sign_in, submit, words
from workchat.contacts.opt_out import opt_out
from workchat.settings.models import DEFAULT_REQUEST, Settings

URL = "/settings/contacts"
GOOD = {
    "save_contacts": "y",
    "restriction": "automatic",
    "request_text": "Mande CPF e data de nascimento",
    "version": "1",
}


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_a_new_school_saves_contacts_asks_nothing_and_is_offered_a_good_message(ana):
    page = ana.get(URL)
    assert select(page, "#save_contacts[checked]")
    assert words(page, "#restriction option[selected]") == "Sem restrição"
    assert select(page, "textarea#request_text")[0].get_text().strip() == DEFAULT_REQUEST
    assert [option.get_text() for option in select(page, "#restriction option")] == [
        "Sem restrição",
        "Exibir informações dos contatos e aprovar o acesso automaticamente",
        "Exibir informações dos contatos e aprovar o acesso manualmente",
    ]


def test_the_offered_message_can_be_saved_as_it_is(ana):
    assert submit(ana, URL, {**GOOD, "request_text": DEFAULT_REQUEST}).status_code == 303
    assert Settings.current().restriction == "automatic"


def test_an_unticked_box_stops_saving_contacts(ana):
    submit(ana, URL, {name: value for name, value in GOOD.items() if name != "save_contacts"})
    assert Settings.current().save_contacts is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Escreva a mensagem que pede os dados"),
        ("Quem é você?", "o CPF e a data de nascimento"),
        ("Mande a data de nascimento", "precisa pedir o CPF"),
        ("Mande o seu CPF", "precisa pedir a data de nascimento"),
        ("   ", "só tem espaços"),
        ("CPF e nascimento, {{atendente}}", "ainda não se sabe"),
    ],
)
def test_with_a_restriction_the_message_must_ask_for_the_data(ana, text, says):
    answer = submit(ana, URL, {**GOOD, "request_text": text})
    assert answer.status_code == 422 and says in words(answer, "#request_text-error")
    assert words(answer, "#restriction option[selected]").endswith("automaticamente")
    assert Settings.current().restriction == "none"


@pytest.mark.parametrize("text", ["Seu cpf e o seu aniversário", "CPF? Quando você nasceu?"])
def test_people_may_ask_in_their_own_words(ana, text):
    assert submit(ana, URL, {**GOOD, "request_text": text}).status_code == 303


def test_without_a_restriction_the_message_may_say_anything_or_nothing(ana):
    assert submit(ana, URL, {**GOOD, "restriction": "none", "request_text": ""}).status_code == 303


def test_an_invented_restriction_is_refused(ana):
    answer = submit(ana, URL, {**GOOD, "restriction": "hidden"})
    assert answer.status_code == 422 and "da lista" in words(answer, "#restriction-error")


def test_what_became_of_one_contact_is_no_change_of_the_tab(ana):
    submit(ana, URL, GOOD)
    opt_out(contact().id, "escreveu SAIR", NOW)
    page = words(ana.get(f"{URL}/history"), "tbody")
    assert "Tipo de restrição" in page and "Mensagens agendadas" not in page
