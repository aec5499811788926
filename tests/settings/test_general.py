"""Gerais: the pace, the welcome and the goodbye."""

import pytest

from tests.cast import NOW, contact
from tests.page import select, sign_in, submit, words
from workchat.contacts.models import Contact
from workchat.settings.models import ClosingReason, Settings

URL = "/settings/general"
INTERVAL, WELCOME, CLOSING = "interval_seconds", "welcome_text", "closing_text"
GOOD = {INTERVAL: "45", WELCOME: "Olá, {{primeiro_nome|família}}!", CLOSING: "Obrigado!", "version": "1"}


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_a_new_school_waits_thirty_seconds_between_messages(ana):
    page = ana.get(URL)
    assert page.status_code == 200
    assert select(page, "#interval_seconds")[0]["value"] == "30"
    assert words(page, "label[for=interval_seconds]") == "Intervalo entre envio das mensagens agendadas (em segundos)"
    assert words(page, "label[for=welcome_text]") == "Mensagem padrão novo chat (bem vindo)"
    assert words(page, "label[for=closing_text]") == "Mensagem padrão de encerramento ticket"
    assert words(page, ".save-bar button") == "Salvar configurações"


def test_saving_answers_with_the_same_page_and_the_time(ana):
    answer = submit(ana, URL, GOOD)
    assert answer.status_code == 303 and answer.location == URL
    settings = Settings.current()
    assert (settings.interval_seconds, settings.closing_text) == (45, "Obrigado!")
    assert settings.welcome_text == "Olá, {{primeiro_nome|família}}!"
    page = ana.get(URL)
    assert "Configurações salvas às " in words(page, "#notices")
    assert select(page, "textarea#welcome_text")[0].get_text().strip() == "Olá, {{primeiro_nome|família}}!"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "mínimo é 2 segundos"),
        ("1", "com 1 por segundo o WhatsApp trata o envio como spam e bloqueia o número"),
        ("-5", "mínimo é 2 segundos"),
        ("3601", "máximo é 3600 segundos"),
        ("1" + "0" * 30, "máximo é 3600 segundos"),
        ("30s", "número inteiro de segundos, sem letras e sem vírgula"),
        ("30,5", "número inteiro de segundos, sem letras e sem vírgula"),
        ("", "Informe o intervalo em segundos."),
        ("   ", "Informe o intervalo em segundos."),
    ],
)
def test_a_bad_interval_is_refused_in_words_and_kept_as_typed(ana, typed, says):
    answer = submit(ana, URL, {**GOOD, INTERVAL: typed, WELCOME: "Não me perca"})
    assert answer.status_code == 422
    assert says in words(answer, "#interval_seconds-error")
    assert says in words(answer, ".error-summary")
    assert select(answer, "#interval_seconds")[0]["value"] == typed
    assert words(answer, "textarea#welcome_text") == "Não me perca"
    assert words(answer, "title").startswith("Erro:")
    assert Settings.current().interval_seconds == 30


@pytest.mark.parametrize(("typed", "stored"), [("2", 2), ("3600", 3600), (" 40 ", 40)])
def test_the_ends_of_the_range_and_spaces_around_are_fine(ana, typed, stored):
    assert submit(ana, URL, {**GOOD, INTERVAL: typed}).status_code == 303
    assert Settings.current().interval_seconds == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("   \r\n  ", "só tem espaços"),
        ("a" * 4097, "passa do limite"),
        ("👍" * 2049, "passa do limite"),
        ("Oi\x00", "caracteres que não aparecem"),
        ("Olá, {{nome", "não foi fechada"),
        ("Sua senha é {{senha}}", "não existe"),
        ("Fale com {{atendente}}", "ainda não se sabe"),
    ],
)
def test_a_bad_message_is_refused_in_words_and_kept_as_typed(ana, typed, says):
    answer = submit(ana, URL, {**GOOD, WELCOME: typed})
    assert answer.status_code == 422
    assert says in words(answer, "#welcome_text-error")
    kept = select(answer, "textarea#welcome_text")[0].get_text().replace("\r\n", "\n").replace("\ufffd", "\x00")
    assert kept.strip("\n") == typed.replace("\r\n", "\n").strip("\n")
    assert Settings.current().welcome_text == ""


def test_a_message_of_exactly_the_limit_is_saved(ana):
    assert submit(ana, URL, {**GOOD, WELCOME: "a" * 4096}).status_code == 303


def test_a_short_interval_is_allowed_with_a_warning(ana):
    submit(ana, URL, {**GOOD, INTERVAL: "5"})
    assert "aumentam o risco de bloqueio" in words(ana.get(URL), "#estimate .danger")


def test_the_estimate_speaks_of_the_contacts_that_the_school_has(ana):
    assert "Por exemplo, 320 contatos × 30 s ≈ 2 h 40 min" in words(ana.get(URL), "#estimate")
    contact()
    Contact.create(name="Joana", phone_key="5511900000002", created_at=NOW, saved_at=NOW)
    Contact.create(name="Não salva", phone_key="5511900000003", created_at=NOW)
    assert "2 contatos × 30 s ≈ 30 s" in words(ana.get(URL), "#estimate")


def test_the_estimate_follows_what_is_typed(ana):
    assert "320 contatos × 60 s ≈ 5 h 19 min" in submit(ana, f"{URL}/estimate", {**GOOD, INTERVAL: "60"}, URL).text
    assert "mínimo é 2 segundos" in submit(ana, f"{URL}/estimate", {**GOOD, INTERVAL: "1"}, URL).text


def test_the_closing_message_says_how_many_reasons_replace_it(ana):
    assert "Nenhum motivo substitui esta mensagem" in words(ana.get(URL), "#closing_text-help")
    ClosingReason.create(name="Matrícula", text="Bem-vindo!")
    ClosingReason.create(name="Engano")
    ClosingReason.create(name="Antigo", text="Tchau", active=False)
    page = ana.get(URL)
    assert "1 motivo substitui esta mensagem" in words(page, "#closing_text-help")
    assert select(page, "#closing_text-help a")[0]["href"] == "/settings/closing-reasons"
