"""docs/embed.md is true: what it tells the portal's administrator to write lets people in, as it stands there."""

import json
import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.embed.passes import browser_of, pem, rsa_key
from tests.page import words
from workchat.accounts.models import Session, User
from workchat.config import ROOT, Config, from_environment
from workchat.embed.keys import problem_at_start
from workchat.embed.rules import CHECKS, LANDINGS

GUIDE = (ROOT / "docs" / "embed.md").read_text()
CHAT, PORTAL = "https://atendimento.escola.example", "https://portal.escola.example"


def blocks(language: str) -> list[str]:
    """The code of a language, block by block."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.S)


def run(source: str) -> dict:
    """What a block of Python defines."""
    names = {"__name__": "guide"}
    exec(compile(source, "docs/embed.md", "exec"), names)
    return names


@pytest.fixture
def environment(config, tmp_path, monkeypatch) -> Config:
    """The environment of the guide, with the key pair that its commands make, seen from the portal's folder."""
    key = rsa_key()
    (tmp_path / "portal-private.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "portal-public.pem").write_bytes(pem(key))
    monkeypatch.chdir(tmp_path)
    env = dict(line.split("=", 1) for line in blocks("ini")[0].splitlines())
    file = str(tmp_path / "portal-public.pem")
    return replace(from_environment(env), instance=config.instance, embed_public_key=file)


def post(school: Config, page: str, browser=None):
    """What a browser does with the signing page."""
    action = re.search(r'action="([^"]+)"', page)[1]
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    assert action.startswith(f"{CHAT}/")
    headers = {"Origin": PORTAL, "Sec-Fetch-Site": "same-site"}
    browser = browser or browser_of(school)
    return browser.post(action.removeprefix(CHAT), data={"ticket": ticket}, headers=headers, base_url=CHAT)


def test_the_python_page_lets_bia_in(cast, environment):
    assert problem_at_start(environment) == ""
    headers, page = run(blocks("python")[0])["signing_page"](cast.bia.email, "secretaria")
    browser = browser_of(environment)
    answer = post(environment, page, browser)
    assert answer.status_code == 303, words(answer)
    landed = browser.get(answer.location, base_url=CHAT)
    assert landed.location == "/chat"
    assert Session.select().get().user == cast.bia
    assert headers["Cache-Control"] == "no-store"
    assert f"form-action {CHAT}" in headers["Content-Security-Policy"]
    assert post(environment, page).status_code == 403  # the same page again, from a cache


def test_the_python_pass_may_bring_a_new_person(cast, environment):
    cast.settings.portal_creates_people = True
    cast.settings.save()
    make_pass = run(blocks("python")[0])["make_pass"]
    ticket = make_pass("0042", "direcao", "settings", name="Dora Alves", email="dora@escola.example")
    answer = post(environment, f'<form action="{CHAT}/embed/launch"><input name="ticket" value="{ticket}">')
    assert answer.location == "/embed/landed?page=settings"
    assert User.get(User.portal_subject == "0042").role == "administrator"


def test_the_file_of_keys_is_made_as_the_guide_says(cast, environment, tmp_path):
    (tmp_path / "old.pem").write_bytes(pem(rsa_key("old")))
    text = run(blocks("python")[1])["jwks"](k2025="old.pem", k2026="portal-public.pem")
    assert [key["kid"] for key in json.loads(text)["keys"]] == ["k2025", "k2026"]
    (tmp_path / "jwks.json").write_text(text)
    school = replace(environment, embed_public_key="", embed_jwks=str(tmp_path / "jwks.json"))
    assert problem_at_start(school) == ""
    portal = run(blocks("python")[0].replace('algorithm="RS256"', 'algorithm="RS256", headers={"kid": "k2026"}'))
    assert post(school, portal["signing_page"](cast.bia.email, "secretaria")[1]).status_code == 303


def test_every_refusal_is_explained():
    explained = {line.split("|")[1].strip() for line in GUIDE.splitlines() if line.startswith("| ")}
    assert {sentence.format("jti") for sentence in CHECKS.values()} <= explained


def test_every_page_and_variable_is_named():
    named = set(re.findall(r"`(\w+)`", GUIDE))
    assert set(LANDINGS) <= named
    variables = re.findall(r"# (EMBED_\w+):", (ROOT / "workchat" / "config.py").read_text())
    assert set(variables) <= named and len(variables) > 6


def test_every_link_inside_the_guide_leads_somewhere():
    headings = re.findall(r"^#+ (.+)$", GUIDE, re.M)
    titles = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\(#([^)]+)\)", GUIDE)) <= titles
