"""A pass that is not right lets nobody in: one test for each way of being wrong."""

import pytest

from tests.embed.passes import (
    CHAT,
    SECRET,
    arrive,
    by_hand,
    claims,
    ec_key,
    jwk,
    pem,
    refusals,
    rsa_key,
    signed,
    with_public_key,
    with_secret,
    write_jwks,
)
from tests.page import words
from workchat.accounts.models import Session, User
from workchat.embed.rules import CHECKS


def refused(config, ticket: str) -> str:
    """Post a pass that must not work; which check the history names. The page says a reference and nothing else."""
    before = len(refusals())
    answer = arrive(config, ticket)
    assert answer.status_code == 403
    assert not Session.select().exists()
    reference, check = refusals()[-1]
    assert len(refusals()) == before + 1
    assert words(answer, "#reference") == reference
    assert check not in words(answer)
    return check


def test_a_wrong_signature(cast, config):
    assert refused(with_secret(config), signed("outro segredo, também com trinta e dois bytes")) == CHECKS["signature"]


def test_a_pass_that_was_changed_after_it_was_signed(cast, config):
    head, _, mark = signed().split(".")
    body = by_hand({}, claims(sub=cast.ana.email, role="direcao")).split(".")[1]
    assert refused(with_secret(config), f"{head}.{body}.{mark}") == CHECKS["signature"]


@pytest.mark.parametrize("none", ["none", "None", "NONE", ""])
def test_alg_none(cast, config, none):
    assert refused(with_secret(config), by_hand({"alg": none, "typ": "JWT"}, claims())) == CHECKS["algorithm"]


@pytest.mark.parametrize("with_a_secret_too", [False, True])
def test_hs256_signed_with_the_public_key(cast, config, tmp_path, with_a_secret_too):
    """The public key is no secret: who has it must not be able to sign with it."""
    school = with_public_key(config, tmp_path / "portal.pem")
    if with_a_secret_too:
        school = with_secret(config, embed_public_key=school.embed_public_key)
    forged = [by_hand({"alg": "HS256"}, claims(), text) for text in (pem(rsa_key()), pem(rsa_key()).strip())]
    expected = CHECKS["signature" if with_a_secret_too else "algorithm"]
    assert {refused(school, ticket) for ticket in forged} == {expected}


def test_hs256_signed_with_a_key_of_the_file_of_keys(cast, config, tmp_path):
    school = with_secret(config, embed_secret="", embed_jwks=write_jwks(tmp_path / "k.json", jwk(rsa_key(), "a")))
    forged = by_hand({"alg": "HS256", "kid": "a"}, claims(), pem(rsa_key()))
    assert refused(school, forged) == CHECKS["algorithm"]


def test_a_key_that_the_pass_brings_itself(cast, config, tmp_path):
    school = with_public_key(config, tmp_path / "portal.pem")
    own = signed(rsa_key("of a stranger"), "RS256", {"jwk": jwk(rsa_key("of a stranger"), "x")})
    assert refused(school, own) == CHECKS["signature"]


def test_the_key_of_another_kid(cast, config, tmp_path):
    file = write_jwks(tmp_path / "k.json", jwk(rsa_key(), "a"), jwk(rsa_key("other"), "b"))
    school = with_secret(config, embed_secret="", embed_jwks=file)
    assert refused(school, signed(rsa_key(), "RS256", {"kid": "b"})) == CHECKS["signature"]


def test_an_algorithm_of_another_key(cast, config, tmp_path):
    school = with_public_key(config, tmp_path / "portal.pem", ec_key())
    assert refused(school, signed(rsa_key(), "RS256")) == CHECKS["algorithm"]


def test_expired(cast, config):
    now = claims()["iat"]
    assert refused(with_secret(config), signed(iat=now - 66, exp=now - 6)) == CHECKS["expired"]


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_from_the_future(cast, config, claim):
    now = claims()["iat"]
    assert refused(with_secret(config), signed(**{claim: now + 30, "exp": now + 60})) == CHECKS["future"]


def test_made_to_last(cast, config):
    now = claims()["iat"]
    assert refused(with_secret(config), signed(iat=now, exp=now + 61)) == CHECKS["long"]


def test_reused(cast, config):
    school, ticket = with_secret(config), signed()
    assert arrive(school, ticket).status_code == 303
    Session.delete().execute()
    assert refused(school, ticket) == CHECKS["reused"]


def test_the_same_jti_in_another_pass(cast, config):
    assert arrive(with_secret(config), signed(jti="um")).status_code == 303
    Session.delete().execute()
    assert refused(with_secret(config), signed(jti="um", sub=cast.caio.email)) == CHECKS["reused"]


@pytest.mark.parametrize("audience", ["https://outra.example", f"{CHAT}/", ["https://outra.example"], None, 7, {}])
def test_a_wrong_audience(cast, config, audience):
    assert refused(with_secret(config), signed(aud=audience)) == CHECKS["audience"]


@pytest.mark.parametrize("issuer", ["outro-portal", None, ""])
def test_a_wrong_issuer(cast, config, issuer):
    assert refused(with_secret(config), signed(iss=issuer)) == CHECKS["issuer"]


@pytest.mark.parametrize("role", ["pai", "agent", "", None, 3, ["pai"], [], {"atendente": 1}, [["atendente"]]])
def test_an_unknown_role(cast, config, role):
    assert refused(with_secret(config), signed(role=role)) == CHECKS["role"]


def test_a_deactivated_person(cast, config):
    User.update(active=False).where(User.id == cast.bia.id).execute()
    assert refused(with_secret(config), signed()) == CHECKS["inactive"]


def test_an_unknown_person_while_nobody_is_created(cast, config):
    assert refused(with_secret(config), signed(sub="zeca@escola.example", name="Zeca")) == CHECKS["unknown"]
    assert not User.select().where(User.email == "zeca@escola.example").exists()


@pytest.mark.parametrize("claim", ["jti", "iat", "exp", "sub"])
@pytest.mark.parametrize("value", [None, "", True, "amanhã", [], -1, float("inf"), float("nan")])
def test_a_claim_that_is_missing_or_of_no_use(cast, config, claim, value):
    if (claim, value) in (("jti", "amanhã"), ("sub", "amanhã")):
        value = "a" * 256
    ticket = by_hand({"alg": "HS256"}, claims(**{claim: value}), SECRET.encode())
    assert refused(with_secret(config), ticket) == CHECKS["missing"].format(claim)


@pytest.mark.parametrize("page", ["admin", "/people", "https://mau.example", "//mau.example", "", None, 1, ["chat"]])
def test_a_landing_page_that_is_not_on_the_list(cast, config, page):
    ticket = by_hand({"alg": "HS256"}, {**claims(), "page": page}, SECRET.encode())
    assert refused(with_secret(config), ticket) == CHECKS["page"]


@pytest.mark.parametrize("ticket", ["lixo", "a.b.c", "..", "é.é.é", "eyJhbGciOiJIUzI1NiJ9.W10.", "\x00.\x00.\x00"])
def test_what_is_no_pass_at_all(cast, config, ticket):
    assert refused(with_secret(config), ticket) in (CHECKS["format"], CHECKS["signature"])


def test_claims_that_are_no_object(cast, config):
    ticket = by_hand({"alg": "HS256"}, [claims()], SECRET.encode())
    assert refused(with_secret(config), ticket) == CHECKS["format"]


def test_a_huge_pass_is_not_even_opened(cast, config):
    assert refused(with_secret(config), signed(extra="x" * 8192)) == CHECKS["size"]
    assert refused(with_secret(config), "é" * 4097) == CHECKS["size"]


def test_no_pass(cast, config):
    assert refused(with_secret(config), "") == CHECKS["none"]


@pytest.mark.parametrize("missing", [{"embed_issuer": ""}, {"embed_secret": ""}])
def test_a_portal_that_is_not_configured(cast, config, missing):
    assert refused(with_secret(config, **missing), signed()) == CHECKS["off"]


def test_a_file_of_keys_that_is_gone(cast, config, tmp_path):
    school = with_secret(config, embed_secret="", embed_jwks=str(tmp_path / "nada.json"))
    assert refused(school, signed()) == CHECKS["keys"]
