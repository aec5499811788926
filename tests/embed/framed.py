"""WorkChat in a school that has two portals, as its tests see it."""

from dataclasses import replace

from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import PASSWORD
from tests.page import select, words
from workchat import create_app
from workchat.config import Config

HTTPS = "https://chat.escola.example"
PORTALS = ("https://portal.escola.example", "https://rm.outra.example:8443")
COOKIES = {"__Host-workchat-portal", "__Host-workchat-portal-forms"}


def framed_app(config: Config) -> Flask:
    app = create_app(replace(config, url=HTTPS, embed_origins=PORTALS))
    app.testing = False
    return app


def enter(client, user, base: str = HTTPS) -> tuple[TestResponse, TestResponse]:
    """Sign in through the page; the answers of the page and of its form."""
    page = client.get("/login", base_url=base)
    fields = {"csrf_token": form_token(page), "email": user.email, "password": PASSWORD}
    answer = client.post("/login", data=fields, base_url=base, headers={"Referer": f"{base}/login"})
    assert answer.status_code == 303, words(answer)
    return page, answer


def form_token(page: TestResponse) -> str:
    return select(page, "[name=csrf_token]")[0]["value"]


def cookies_of(*answers: TestResponse) -> dict[str, tuple[str, dict[str, str]]]:
    """Name -> value and attributes, in small letters. Python's own reader does not know Partitioned before 3.14."""
    found = {}
    for answer in answers:
        for line in answer.headers.getlist("Set-Cookie"):
            (name, value), *attributes = (part.partition("=")[::2] for part in line.split("; "))
            found[name] = value, {word.lower(): given for word, given in attributes}
    return found
