"""Termos de privacidade: the link that goes to every family, and the versions of what they accept."""

import hashlib

import pytest

from tests.page import select, sign_in, submit, words
from workchat.settings.models import DEFAULT_REFUSAL, Settings, TermsVersion

URL = "/settings/privacy"
LINK = "https://www.escola.com.br/privacidade"
GOOD = {"privacy_url": LINK, "terms_always": "always", "refusal_text": "Ligue para a secretaria.", "version": "1"}


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("http://www.escola.com.br", "precisa começar com https://"),
        ("javascript:alert(1)", "precisa começar com https://"),
        ("www.escola.com.br", "precisa começar com https://"),
        ("https://", "Falta o endereço do site"),
        ("https:///termo", "Falta o endereço do site"),
        ("https://escola", "Falta o endereço do site"),
        ("https://ana:senha@escola.com.br", "Tire o usuário e a senha"),
        ("https://escola.com.br/meu termo", "não pode ter espaços"),
        ("https://escola.com.br/\x00", "não pode ter espaços"),
        ("https://escola.com.br:99999/", "não abre"),
        ("https://escola.com.br/" + "a" * 3000, "longo demais"),
    ],
)
def test_a_link_that_families_could_not_open_is_refused_and_kept_as_typed(ana, link, says):
    answer = submit(ana, URL, {**GOOD, "privacy_url": link})
    assert answer.status_code == 422 and says in words(answer, "#privacy_url-error")
    assert select(answer, "#privacy_url")[0]["value"].replace("\ufffd", "\x00") == link
    assert Settings.current().privacy_url == "" and TermsVersion.latest() is None


def test_an_accented_address_is_shown_as_typed_and_stored_as_browsers_open_it(ana):
    typed = "https://escola.são-josé.br/política?ano=2026"
    assert submit(ana, URL, {**GOOD, "privacy_url": f" {typed} "}).status_code == 303
    assert Settings.current().privacy_url == "https://escola.xn--so-jos-3ta7c.br/pol%C3%ADtica?ano=2026"
    assert select(ana.get(URL), "#privacy_url")[0]["value"] == typed


def test_the_refusal_message_is_offered_and_required_with_the_link(ana):
    assert select(ana.get(URL), "textarea#refusal_text")[0].get_text().strip() == DEFAULT_REFUSAL
    answer = submit(ana, URL, {**GOOD, "refusal_text": ""})
    assert answer.status_code == 422 and "como mais se fala com a escola" in words(answer, "#refusal_text-error")
    assert submit(ana, URL, {**GOOD, "privacy_url": "", "refusal_text": ""}).status_code == 303


def test_the_acceptance_may_be_asked_only_when_the_terms_change(ana):
    submit(ana, URL, {**GOOD, "terms_always": "changes"})
    assert Settings.current().terms_always is False
    assert select(ana.get(URL), "input[name=terms_always][checked]")[0]["value"] == "changes"
    assert submit(ana, URL, {**GOOD, "terms_always": "never", "version": "2"}).status_code == 422


def test_a_new_link_is_a_new_version_of_the_terms_with_the_text_that_families_read(ana):
    submit(ana, URL, GOOD)
    first = TermsVersion.latest()
    assert first.url == LINK and LINK in first.text
    assert first.sha256 == hashlib.sha256(first.text.encode()).hexdigest()
    submit(ana, URL, {**GOOD, "privacy_url": f"{LINK}-2027", "version": "2"})
    assert TermsVersion.select().count() == 2 and TermsVersion.latest().url == f"{LINK}-2027"


def test_the_same_link_is_no_new_version(ana):
    submit(ana, URL, GOOD)
    submit(ana, URL, {**GOOD, "refusal_text": "Venha até a escola.", "version": "2"})
    submit(ana, URL, {**GOOD, "privacy_url": "", "version": "3"})
    submit(ana, URL, {**GOOD, "version": "4"})
    assert TermsVersion.select().count() == 1
