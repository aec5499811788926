"""Who may show WorkChat inside a page of theirs: said on every answer, whatever it answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask

from tests.embed.framed import HTTPS, PORTALS, enter, form_token, framed_app
from tests.everything import School, fill_school
from tests.page import sign_in, words
from workchat import create_app
from workchat.accounts.models import AuditEntry
from workchat.accounts.session import public
from workchat.embed.rules import CHECKS
from workchat.serve import open_server

THESE = "frame-ancestors https://portal.escola.example https://rm.outra.example:8443"
NOBODY = "frame-ancestors 'none'"


@pytest.fixture
def portal_app(school, config) -> Flask:
    app = framed_app(config)

    @app.get("/falha")
    @public
    def fail():
        raise RuntimeError

    return app


@pytest.fixture
def filled(portal_app: Flask, cast) -> School:
    return fill_school(portal_app, cast)


def framed_by(answer) -> tuple[list[str], str | None]:
    """What an answer says about frames: its directives, and the older header."""
    directives = answer.headers.get("Content-Security-Policy", "").split("; ")
    return [one for one in directives if one.startswith("frame-ancestors")], answer.headers.get("X-Frame-Options")


@pytest.mark.parametrize("entered", [True, False])
def test_every_address_names_the_portals_and_only_them(portal_app, cast, filled, entered):
    client, kinds, wrong = portal_app.test_client(), set(), []
    if entered:
        enter(client, cast.ana)
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        for _, url in filled.addresses(portal_app):
            answer = client.open(url, method=method, base_url=HTTPS)
            kinds.add(answer.status_code)
            if framed_by(answer) != ([THESE], None):
                wrong.append(f"{method} {url} {answer.status_code}: {framed_by(answer)}")
    assert not wrong
    assert kinds >= ({200, 303, 400, 404, 405} if entered else {200, 303, 400, 405})


@pytest.mark.parametrize("what", ["400", "403", "404", "405", "413", "415", "500", "static", "no static"])
def test_every_refusal_and_every_style_names_them_too(portal_app, cast, what):
    client = portal_app.test_client()
    calls = {
        "400": lambda: client.post("/login"),
        "403": lambda: client.post("/login", headers={"Sec-Fetch-Site": "cross-site"}),
        "404": lambda: client.get("/nada"),
        "405": lambda: client.put("/login"),
        "413": lambda: client.post("/login", data={"csrf_token": "x" * 2**21}),
        "415": lambda: client.post("/login", json={}),
        "500": lambda: client.get("/falha"),
        "static": lambda: client.get("/static/css/base.css"),
        "no static": lambda: client.get("/static/nada.css"),
    }
    answer = calls[what]()
    answer.close()
    assert str(answer.status_code) == {"static": "200", "no static": "404"}.get(what, what)
    assert framed_by(answer) == ([THESE], None)


def test_a_familys_file_keeps_its_stricter_policy(portal_app, cast, filled, config):
    client = portal_app.test_client()
    enter(client, cast.ana)
    (url,) = {url for endpoint, url in filled.addresses(portal_app) if endpoint == "scheduled.media"}
    answer = client.get(url, base_url=HTTPS)
    assert answer.headers["Content-Security-Policy"] == f"default-src 'none'; sandbox; {THESE}"


def test_without_portals_nobody_frames_anything(app, cast):
    client, filled = app.test_client(), fill_school(app, cast)
    sign_in(client, cast.ana)
    for _, url in [*filled.addresses(app), ("", "/nada"), ("", "/static/css/base.css")]:
        with client.get(url) as answer:
            assert framed_by(answer) == ([NOBODY], "DENY"), url


def test_the_page_names_the_portals_it_talks_to_and_without_portals_it_talks_to_nobody(portal_app, app, cast):
    page = portal_app.test_client().get("/login").text
    assert f'<meta name="workchat-portals" content="{" ".join(PORTALS)}">' in page
    assert "portal" not in app.test_client().get("/login").text


# What waitress itself refuses -----------------------------------------------------------------------------------


@pytest.fixture(params=[PORTALS, ()], ids=["portals", "no portal"])
def door(school, config, request) -> Iterator[tuple[int, tuple]]:
    """The port of the real server, with its real settings, of a school with or without portals."""
    config = replace(config, url=HTTPS, embed_origins=request.param, trusted_proxy="127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = open_server(create_app(config), listening, config)
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                server.asyncore.loop(timeout=0.05, map=server._map, count=1)

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1], ([THESE], None) if request.param else ([NOBODY], "DENY")
        over.set()
        thread.join()
        server.task_dispatcher.shutdown(timeout=1)
        server.close()


REFUSED = {
    "too big": (413, b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"),
    "too long": (431, b"GET /" + b"a" * (2**18 - 5)),
    "no header": (400, b"GET /login HTTP/1.1\r\nHost : x\r\n\r\n"),
    "of the proxy": (400, b"GET /login HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: x\r\nConnection: close\r\n\r\n"),
}


@pytest.mark.parametrize(("status", "asked"), REFUSED.values(), ids=REFUSED)
def test_what_the_server_refuses_without_asking_a_page_is_fenced_as_well(door, status, asked):
    port, expected = door
    with closing(socket.create_connection(("127.0.0.1", port))) as line:
        line.sendall(asked)
        head = line.makefile("rb").read().partition(b"\r\n\r\n")[0].decode()
    first, *lines = head.split("\r\n")
    assert first.split()[1] == str(status)
    answer = replace_headers(dict(line.split(": ", 1) for line in lines))
    assert framed_by(answer) == expected
    assert {"X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security"} <= set(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"


def replace_headers(headers: dict[str, str]):
    return type("Answer", (), {"headers": headers})


def test_the_form_of_another_site_is_refused_although_the_cookies_came_along(portal_app, cast):
    """Cookies for portals are sent with requests from anywhere. Browsers before Sec-Fetch-Site name the origin."""
    client = portal_app.test_client()
    enter(client, cast.bia)
    fields = {"csrf_token": form_token(client.get("/account", base_url=HTTPS))}
    for told in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"},
                 {"Origin": "https://evil.example"}, {"Origin": PORTALS[0]}):  # fmt: skip
        headers = {"Referer": f"{HTTPS}/account", **told}
        assert client.post("/logout", data=fields, base_url=HTTPS, headers=headers).status_code == 403, told
    own = {"Referer": f"{HTTPS}/account", "Origin": HTTPS}  # as such a browser sends it from our own page
    assert client.post("/logout", data=fields, base_url=HTTPS, headers=own).status_code == 303


@pytest.mark.parametrize(
    ("origin", "heard"),
    [(PORTALS[0], True), (PORTALS[1], True), (HTTPS, False), ("https://evil.example", False), ("null", False),
     (f"{PORTALS[0]}:443", False), ("http://portal.escola.example", False)],
)  # fmt: skip
def test_only_a_portals_page_may_post_a_launch(portal_app, cast, origin, heard):
    """Else anybody with a pass of their own could sign somebody else's browser in as themselves."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Origin": origin}
    answer = portal_app.test_client().post("/embed/launch", data={"ticket": "x"}, base_url=HTTPS, headers=headers)
    assert answer.status_code == 403
    assert (AuditEntry.get(AuditEntry.area == "portal").after != CHECKS["origin"]) == heard


def test_without_portals_no_other_site_posts_anything(app, cast):
    answer = app.test_client().post("/embed/launch", data={"ticket": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, words(answer, "h1")) == (403, "Você não pode abrir esta página")
