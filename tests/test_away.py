"""The database cannot be asked, or its disk is full: a plain sentence, and nothing that was typed is lost."""

import sqlite3

import pytest
from peewee import OperationalError

from tests import meta
from tests.away import database_away
from tests.page import select, sign_in
from workchat import create_app
from workchat.accounts.session import public
from workchat.db import db


@pytest.fixture
def browser(school, cast, config):
    app = create_app(config)
    app.testing = False
    browser = app.test_client()
    sign_in(browser, cast.bia)
    return browser


@pytest.mark.parametrize("url", ["/chat", "/login", "/settings/general", "/contacts/1"])
def test_a_page_says_so_in_words_and_when_to_come_back(browser, tmp_path, url):
    with database_away(tmp_path):
        answer = browser.get(url)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
    assert select(answer, "h1")[0].text == "O banco de dados não respondeu"
    assert "Espere um minuto e tente de novo." in answer.text
    assert browser.get("/chat").status_code == 200  # it comes back by itself


def test_an_open_page_is_told_and_stays_as_it_is(browser, tmp_path):
    with database_away(tmp_path):
        answer = browser.get("/chat/list", headers={"HX-Request": "true"})
    assert answer.status_code == 503 and answer.headers["HX-Reswap"] == "none"
    assert "O banco de dados não respondeu" in answer.text and "<h1" not in answer.text


def test_whatsapp_is_told_to_repeat(browser, tmp_path):
    body = b'{"object": "whatsapp_business_account", "entry": []}'
    with database_away(tmp_path):
        answer = browser.post("/whatsapp/webhook", data=body, headers={"X-Hub-Signature-256": meta.sign("x", body)})
    assert answer.status_code == 503


def test_a_full_disk_has_words_of_its_own(school, config):
    app = create_app(config)
    app.testing = False

    @public
    def full():
        raise OperationalError(sqlite3.OperationalError("database or disk is full"), "database or disk is full")

    app.add_url_rule("/cheio", "full", full)
    answer = app.test_client().get("/cheio")
    assert answer.status_code == 503
    assert select(answer, "h1")[0].text == "O disco do servidor está cheio"


def test_a_style_is_served_all_the_same(browser, tmp_path):
    with database_away(tmp_path), browser.get("/static/css/tokens.css") as answer:
        assert answer.status_code == 200
    assert not db.is_closed()
