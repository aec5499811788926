"""What every answer tells the browser, and how its cookies are kept."""

from dataclasses import replace
from http.cookies import SimpleCookie
from threading import Thread

import pytest
from flask import Flask

from tests.cast import PASSWORD
from tests.page import select, sign_in, words
from workchat import create_app
from workchat.accounts.session import public
from workchat.db import db

HTTPS = "https://chat.escola.example"
NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'",
    "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
}  # fmt: skip
SECRET = "segredo que ninguém deve ver"


@pytest.fixture
def failing(school, config) -> Flask:
    app = create_app(config)
    app.testing = False

    @app.get("/falha")
    @public
    def fail():
        raise RuntimeError(SECRET)

    return app


@pytest.fixture
def https_app(school, config) -> Flask:
    app = create_app(replace(config, url=HTTPS))
    app.testing = False
    return app


def ask(client, what: str):
    """One answer of each kind."""
    if what == "400":
        return client.post("/login", data={})
    if what == "403":
        return client.post("/login", headers={"Sec-Fetch-Site": "cross-site"})
    if what == "405":
        return client.put("/login")
    if what == "413":
        return client.post("/login", data={"csrf_token": "x" * 2**21})
    return client.get({"200": "/login", "303": "/people", "404": "/nada", "410": "/set-up/x", "500": "/falha"}[what])


@pytest.mark.parametrize("what", ["200", "303", "400", "403", "404", "405", "410", "413", "500"])
def test_every_answer_is_fenced(failing, cast, what):
    answer = ask(failing.test_client(), what)
    assert answer.status_code == int(what)
    assert {name: answer.headers.get(name) for name in NEEDED} == NEEDED
    assert set(answer.headers["Content-Security-Policy"].split("; ")) >= DIRECTIVES
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in answer.headers["Vary"]
    assert answer.mimetype == "text/html"
    assert "charset=utf-8" in answer.headers["Content-Type"]


def test_a_style_that_is_not_there_leaves_nothing_behind(app, cast):
    """Its error page reads the school's name: the connection must not stay with the thread that answered."""
    left = []

    def ask_for_it():
        answer = app.test_client().get("/static/nada.css")
        left.append((answer.status_code, answer.headers["Cache-Control"], db.is_closed()))

    visitor = Thread(target=ask_for_it)
    visitor.start()
    visitor.join()
    assert left == [(404, "no-store", True)]


@pytest.mark.parametrize("what", ["400", "403", "404", "405", "410", "413", "500"])
def test_every_refusal_is_a_page_in_words_without_a_trace(failing, cast, what):
    answer = ask(failing.test_client(), what)
    assert words(answer, "h1")
    assert SECRET not in answer.text
    for inside in ("Traceback", "RuntimeError", "werkzeug", ".py"):
        assert inside not in answer.text


def test_a_failure_has_a_reference_that_is_in_the_log_and_the_log_has_no_secret(failing, cast, written):
    page = failing.test_client().get("/falha")
    assert written.lines[0]["event"] == "failed" and written.lines[0]["request"] in words(page)
    assert SECRET not in written.text


def test_no_page_has_a_script_or_a_style_of_its_own(cast, client):
    sign_in(client, cast.ana)
    for url in ("/people", "/people/new", "/departments", "/account", "/nada"):
        page = client.get(url)
        assert not select(page, "style, [style], script:not([src])"), url
        inline = {name for tag in select(page, "*") for name in tag.attrs if name.startswith(("on", "hx-on"))}
        assert not inline, url


def test_an_answer_to_htmx_has_no_layout_around_it(cast, client):
    sign_in(client, cast.ana)
    assert not select(client.get("/people", headers={"HX-Request": "true"}), "html")
    restored = client.get("/people", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert select(restored, "html")


def cookies_of(*answers) -> dict:
    found = {}
    for answer in answers:
        for line in answer.headers.getlist("Set-Cookie"):
            found.update(SimpleCookie(line))
    return found


def enter(app: Flask, cast, base: str) -> tuple:
    """The answers of entering, as one browser sees them."""
    client = app.test_client()
    page = client.get("/login", base_url=base)
    form = {
        "csrf_token": select(page, "[name=csrf_token]")[0]["value"],
        "email": cast.bia.email,
        "password": PASSWORD,
    }
    answer = client.post("/login", data=form, base_url=base, headers={"Referer": f"{base}/login"})
    assert answer.status_code == 303, words(answer)
    return page, answer, client


def test_over_http_the_cookies_are_out_of_reach_of_scripts_and_other_sites(app, cast):
    page, answer, _ = enter(app, cast, "http://localhost")
    cookies = cookies_of(answer, page)
    assert set(cookies) == {"workchat", "workchat-forms"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
        assert not cookie["secure"]
        assert not cookie["expires"] + cookie["max-age"]  # gone when the browser closes


def test_over_https_the_cookies_are_bound_to_the_host(https_app, cast):
    page, answer, client = enter(https_app, cast, HTTPS)
    cookies = cookies_of(answer, page)
    assert set(cookies) == {"__Host-workchat", "__Host-workchat-forms"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert client.get("/account", base_url=HTTPS).status_code == 200


def test_over_https_the_browser_is_told_to_stay_there(https_app, app, cast):
    assert https_app.test_client().get("/nada", base_url=HTTPS).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in app.test_client().get("/nada").headers


def test_a_forwarded_address_is_not_believed(cast, client):
    sign_in(client, cast.bia)
    page = client.get("/account", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"})
    assert "203.0.113.9" not in page.text
