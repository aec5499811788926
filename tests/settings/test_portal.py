"""Integrações, Portal da escola: what the server says in words, one choice, and who came or was refused."""

import pytest

from tests.embed.passes import (
    CHAT,
    SECRET,
    arrive,
    browser_of,
    ec_key,
    jwk,
    refusals,
    rsa_key,
    signed,
    with_secret,
    write_jwks,
)
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.embed.refuse import new_reference
from workchat.settings.models import Settings

URL = "/settings/integrations/portal"
CHOICE = "Criar a pessoa quando ela vem do portal pela primeira vez"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


class Framed:
    """Ana's browser in a school with a portal: everything at its https address."""

    def __init__(self, config) -> None:
        self.config, self.browser = config, browser_of(config)
        assert arrive(config, signed(sub="ana@escola.example", role="direcao"), self.browser).status_code == 303

    def get(self, url: str = URL):
        return self.browser.get(url, base_url=CHAT)


def test_without_a_portal_the_page_says_what_to_do(ana):
    page = ana.get(URL)
    assert "A entrada pelo portal está desligada" in words(page, ".empty h3")
    assert "docs/embed.md" in words(page, ".empty")
    assert "Ninguém veio pelo portal ainda." in words(page, "#entries")
    assert "Nenhum" in words(page, "#about table")


def test_the_environment_in_words_and_never_the_secret(cast, config):
    page = Framed(with_secret(config)).get()
    said = words(page, "#about table")
    assert "https://portal.escola.example" in said and "portal-da-escola" in said and CHAT in said
    assert "com um segredo que só o portal e o WorkChat conhecem (HS256)" in said
    assert "“direcao” é Administrador" in said and "no dado “role”" in said
    assert words(page, "#launch-url") == f"{CHAT}/embed/launch"
    assert SECRET not in page.text
    assert not select(page, ".empty h3")


def test_the_keys_by_their_names(cast, config, tmp_path):
    file = write_jwks(tmp_path / "jwks.json", jwk(rsa_key(), "2026-a"), jwk(ec_key(), "2026-b"))
    said = words(Framed(with_secret(config, embed_jwks=file)).get(), "#about table")
    assert "com uma chave pública de nome “2026-a” (RS256); com uma chave pública de nome “2026-b” (ES256)" in said


def test_a_file_of_keys_that_went_away_is_said_at_the_top(cast, config, tmp_path):
    file = tmp_path / "jwks.json"
    framed = Framed(with_secret(config, embed_jwks=write_jwks(file, jwk(rsa_key(), "a"))))
    file.unlink()
    assert "Ninguém consegue entrar pelo portal." in words(framed.get(), ".callout.danger")


def test_the_choice_is_saved_and_is_in_the_history(ana, cast):
    assert submit(ana, URL, {"portal_creates_people": "y", "version": "1"}).status_code == 303
    assert Settings.current().portal_creates_people
    page = ana.get(URL)
    assert select(page, "input[name=portal_creates_people][checked]")
    assert f"Ana Prado {CHOICE}: de Não para Sim" in words(page, "#entries tbody")


def test_a_colleague_who_saved_meanwhile_is_named_and_nothing_is_overwritten(ana, cast):
    page = ana.get(URL)
    seen = {name: select(page, f"#portal input[name={name}]")[0]["value"] for name in ("version", "last_entry")}
    AuditEntry.create(
        at=utcnow(), user=cast.bia, area="portal", subject="Pessoa 3", field="Entrada pelo portal", after="x"
    )
    submit(ana, URL, {"portal_creates_people": "y", **seen})
    answer = submit(ana, URL, {**seen})
    assert answer.status_code == 422
    assert "Ana Prado salvou esta guia enquanto você editava" in words(answer, ".callout.warn h2")
    assert words(answer, ".callout.warn tbody").startswith(f"{CHOICE} Sim") and "Não" in words(
        answer, ".callout.warn tbody"
    )
    assert "Entrada pelo portal" not in words(answer, ".callout.warn")
    assert Settings.current().portal_creates_people


def test_the_newest_thirty_entries_and_refusals(cast, config):
    framed = Framed(with_secret(config))
    for _ in range(31):
        arrive(framed.config, "lixo", framed.browser)
    page = framed.get()
    rows = select(page, "#entries tbody tr")
    assert len(rows) == 30
    assert refusals()[-1][0] in rows[0].get_text() and "Recusada" in rows[0].get_text()
    assert refusals()[0][0] not in words(page, "#entries")
    assert "Não entrou" in rows[0].get_text()


def test_a_reference_that_somebody_reads_out_finds_its_refusal(cast, config):
    framed = Framed(with_secret(config))
    for ticket in ("lixo", signed(iss="outro")):
        arrive(framed.config, ticket, framed.browser)
    reference, check = refusals()[0]
    for typed in (reference, reference.lower(), f" {reference[2:].replace('-', '')} "):
        page = framed.get(f"{URL}?reference={typed}")
        assert len(select(page, "#entries tbody tr")) == 1
        assert check in words(page, "#entries tbody")
    nothing = framed.get(f"{URL}?reference=P-0000-0000")
    assert "Nada com a referência P-0000-0000" in words(nothing, "#entries")
    assert not select(framed.get(f"{URL}?reference=<b>x"), "#entries b")


def test_references_are_all_different_and_easy_to_read_out():
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert not set("01ILO") & set("".join(references).replace("P-", ""))


def test_only_who_changes_settings_sees_it(client, cast):
    sign_in(client, cast.sara)
    assert client.get(URL).status_code == 403
