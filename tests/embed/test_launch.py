"""Entering from the portal: who comes with a right pass is in, at the page that the pass says, and nobody else."""

import pytest

from tests.embed.passes import (
    CHAT,
    arrive,
    browser_of,
    claims,
    ec_key,
    jwk,
    refusals,
    rsa_key,
    signed,
    with_public_key,
    with_secret,
    write_jwks,
)
from tests.page import words
from workchat.accounts.models import AuditEntry, Session, User
from workchat.embed.rules import LANDINGS


def entered(answer) -> User | None:
    """Who is signed in by this answer."""
    return Session.select().order_by(Session.id.desc()).first().user if answer.status_code == 303 else None


def test_a_shared_secret_lets_bia_in(cast, config):
    answer = arrive(with_secret(config), signed())
    assert entered(answer) == cast.bia
    assert answer.location == "/embed/landed?page=chat"


def test_a_public_rsa_key_lets_bia_in(cast, config, tmp_path):
    answer = arrive(with_public_key(config, tmp_path / "portal.pem"), signed(rsa_key(), "RS256"))
    assert entered(answer) == cast.bia


def test_a_public_elliptic_key_lets_bia_in(cast, config, tmp_path):
    school = with_public_key(config, tmp_path / "portal.pem", ec_key())
    assert entered(arrive(school, signed(ec_key(), "ES256"))) == cast.bia


@pytest.mark.parametrize(("private", "algorithm"), [(rsa_key, "RS256"), (ec_key, "ES256")])
def test_a_file_of_keys_lets_bia_in_by_the_name_of_the_key(cast, config, tmp_path, private, algorithm):
    file = write_jwks(tmp_path / "jwks.json", jwk(rsa_key(), "a"), jwk(ec_key(), "b"))
    kid = "a" if private is rsa_key else "b"
    school = with_secret(config, embed_secret="", embed_jwks=file)
    assert entered(arrive(school, signed(private(), algorithm, {"kid": kid}))) == cast.bia


def test_the_portal_changes_its_key_without_a_restart(cast, config, tmp_path):
    file = tmp_path / "jwks.json"
    school = with_secret(config, embed_secret="", embed_jwks=write_jwks(file, jwk(rsa_key("old"), "2025")))
    browser = browser_of(school)
    assert entered(arrive(school, signed(rsa_key("old"), "RS256", {"kid": "2025"}), browser))
    new = signed(rsa_key("new"), "RS256", {"kid": "2026"})
    assert arrive(school, new, browser).status_code == 403
    write_jwks(file, jwk(rsa_key("old"), "2025"), jwk(rsa_key("new"), "2026"))
    assert entered(arrive(school, new, browser)) == cast.bia
    assert entered(arrive(school, signed(rsa_key("old"), "RS256", {"kid": "2025"}), browser)) == cast.bia
    write_jwks(file, jwk(rsa_key("new"), "2026"))
    assert arrive(school, signed(rsa_key("old"), "RS256", {"kid": "2025"}), browser).status_code == 403
    assert [words for _, words in refusals()] == ["O passe diz ter sido assinado com uma chave que não está aqui."] * 2


def test_secret_and_public_key_together_each_check_their_own_algorithm(cast, config, tmp_path):
    school = with_public_key(config, tmp_path / "portal.pem")
    both = with_secret(config, embed_public_key=school.embed_public_key)
    assert entered(arrive(both, signed())) == cast.bia
    assert entered(arrive(both, signed(rsa_key(), "RS256"))) == cast.bia


@pytest.mark.parametrize("page", LANDINGS)
def test_the_pass_says_at_which_page_of_the_list(cast, config, page):
    school = with_secret(config)
    browser = browser_of(school)
    answer = arrive(school, signed(sub=cast.ana.email, role="direcao", page=page), browser)
    assert answer.location == f"/embed/landed?page={page}"
    landed = browser.get(answer.location, base_url=CHAT)
    assert browser.get(landed.location, base_url=CHAT).status_code == 200


def test_an_audience_may_be_one_of_several_and_of_a_name_of_its_own(cast, config):
    assert entered(arrive(with_secret(config), signed(aud=["https://outro.example", CHAT]))) == cast.bia
    named = with_secret(config, embed_audience="workchat")
    assert entered(arrive(named, signed(aud="workchat"))) == cast.bia
    assert arrive(named, signed()).status_code == 403


def test_clocks_may_be_five_seconds_apart(cast, config):
    now = claims()["iat"]
    ahead, behind = {"iat": now + 4, "exp": now + 64}, {"iat": now - 62, "exp": now - 3}
    for moment in (ahead, behind):
        assert entered(arrive(with_secret(config), signed(**moment))) == cast.bia


def test_somebody_else_on_this_browser_is_signed_out(cast, config):
    school = with_secret(config)
    browser = browser_of(school)
    arrive(school, signed(sub=cast.ana.email, role="direcao"), browser)
    assert "Ana Prado" in words(browser.get("/account", base_url=CHAT))
    arrive(school, signed(), browser)
    assert "Bia Rocha" in words(browser.get("/account", base_url=CHAT))
    assert [row.user for row in Session.select()] == [cast.bia]


def test_a_refused_pass_signs_nobody_out(cast, config):
    school = with_secret(config)
    browser = browser_of(school)
    arrive(school, signed(), browser)
    assert arrive(school, "lixo", browser).status_code == 403
    assert "Bia Rocha" in words(browser.get("/account", base_url=CHAT))


def test_entering_is_in_the_history_once_an_hour(cast, config):
    school = with_secret(config)
    for _ in range(3):
        arrive(school, signed())
    arrive(school, signed(sub=cast.caio.email))
    rows = AuditEntry.select().where(AuditEntry.area == "portal").order_by(AuditEntry.id)
    assert [(row.user, row.after) for row in rows] == [
        (cast.bia, "Entrou pelo portal"),
        (cast.caio, "Entrou pelo portal"),
    ]
