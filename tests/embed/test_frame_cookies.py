"""How the cookies of a school with portals are kept: inside the portal's page, and by nobody else."""

import pytest
from flask import Flask

from tests.cast import PASSWORD
from tests.embed.framed import COOKIES, HTTPS, cookies_of, enter, form_token, framed_app
from tests.page import select, words
from workchat.accounts.models import Session

IN_A_FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin", "Referer": f"{HTTPS}/login"}
KEPT = {"secure": "", "httponly": "", "path": "/", "samesite": "None", "partitioned": ""}
BLOCKED = "Seu navegador bloqueou a entrada dentro do portal"


@pytest.fixture
def portal_app(school, config) -> Flask:
    return framed_app(config)


@pytest.fixture
def browser(portal_app):
    return portal_app.test_client()


def test_both_cookies_are_kept_for_this_portal_alone(browser, cast):
    page, answer = enter(browser, cast.bia)
    cookies = cookies_of(answer, page)
    assert set(cookies) == COOKIES
    for _, attributes in cookies.values():
        assert attributes == KEPT  # no domain, and no end: gone when the browser closes
    assert browser.get("/account", base_url=HTTPS).status_code == 200


def test_leaving_throws_the_session_away_in_the_words_in_which_it_was_kept(browser, cast):
    enter(browser, cast.bia)
    fields = {"csrf_token": form_token(browser.get("/account", base_url=HTTPS))}
    answer = browser.post("/logout", data=fields, base_url=HTTPS, headers={"Referer": f"{HTTPS}/account"})
    value, attributes = cookies_of(answer)["__Host-workchat-portal"]
    assert (value, attributes.pop("max-age"), bool(attributes.pop("expires"))) == ("", "0", True)
    assert attributes == KEPT
    assert Session.select().count() == 0
    assert browser.get("/account", base_url=HTTPS).headers["Location"].startswith("/login")


def test_the_form_cookie_goes_in_the_same_words(browser, cast):
    """Flask throws it away by itself when nothing is left in it, as after entering."""
    _, answer = enter(browser, cast.bia)
    value, attributes = cookies_of(answer)["__Host-workchat-portal-forms"]
    assert (value, attributes.pop("max-age"), bool(attributes.pop("expires"))) == ("", "0", True)
    assert attributes == KEPT


def test_who_was_signed_in_before_the_school_had_a_portal_can_sign_in_again(browser, cast):
    """The browser sends the old cookies too, and first."""
    old = {"Cookie": "__Host-workchat=velho; __Host-workchat-forms=velho"}
    page = browser.get("/login", base_url=HTTPS, headers=old)
    fields = {"csrf_token": form_token(page), "email": cast.bia.email, "password": PASSWORD}
    kept = "; ".join(f"{name}={value}" for name, (value, _) in cookies_of(page).items())
    sent = {"Cookie": f"{old['Cookie']}; {kept}", "Referer": f"{HTTPS}/login"}
    answer = browser.application.test_client(use_cookies=False).post(
        "/login", data=fields, base_url=HTTPS, headers=sent
    )
    assert answer.status_code == 303, words(answer)


def test_entering_in_the_frame_ends_what_was_prepared_there(browser, cast):
    """Neither the session nor the form's token of before are worth anything afterwards."""
    page, _ = enter(browser, cast.bia)
    headers = {"Referer": f"{HTTPS}/account"}
    assert (
        browser.post("/logout", data={"csrf_token": form_token(page)}, base_url=HTTPS, headers=headers).status_code
        == 400
    )
    (first,) = Session.select()
    Session.update(seen_at=first.created_at.replace(year=2020)).execute()  # it expired; its cookie is still there
    enter(browser, cast.caio)
    assert [row.user_id for row in Session.select().order_by(Session.id)] == [cast.bia.id, cast.caio.id]


# A browser that keeps no cookie in the frame --------------------------------------------------------------------


def test_a_form_from_a_browser_that_keeps_no_cookie_gets_the_way_out(portal_app, cast):
    browser = portal_app.test_client(use_cookies=False)
    page = browser.get("/login", base_url=HTTPS, headers=IN_A_FRAME)
    fields = {"csrf_token": form_token(page), "email": cast.bia.email, "password": PASSWORD}
    answer = browser.post("/login", data=fields, base_url=HTTPS, headers=IN_A_FRAME)
    assert (answer.status_code, words(answer, "h1")) == (400, BLOCKED)
    (button,) = select(answer, "main a, main button")
    assert (words(answer, "main a"), button["href"], button["target"]) == ("Abrir em nova aba", "/", "_blank")
    assert "noopener" in button["rel"]


@pytest.mark.parametrize("where", ["with cookies", "its own tab"])
def test_an_old_page_keeps_its_sentence(browser, cast, where):
    """The cookies came, or nobody is in a portal: then it is the page that is old."""
    headers = IN_A_FRAME | ({"Sec-Fetch-Dest": "document"} if where == "its own tab" else {})
    if where == "with cookies":
        browser.get("/login", base_url=HTTPS)
    answer = browser.post("/login", data={"csrf_token": "x"}, base_url=HTTPS, headers=headers)
    assert (answer.status_code, words(answer, "h1")) == (400, "Esta página ficou aberta por muito tempo")


def test_without_portals_the_sentence_stays(app, cast):
    answer = app.test_client().post("/login", headers={"Sec-Fetch-Dest": "iframe"})
    assert words(answer, "h1") == "Esta página ficou aberta por muito tempo"


def test_a_launch_that_the_browser_kept_leads_to_the_page_that_was_asked_for(browser, cast):
    enter(browser, cast.ana)
    for page, where in (
        ("settings", "/settings/general"),
        ("chat", "/chat"),
        ("//evil.example", "/chat"),
        ("", "/chat"),
    ):
        answer = browser.get("/embed/landed", query_string={"page": page}, base_url=HTTPS)
        assert (answer.status_code, answer.headers["Location"]) == (303, where)


def test_a_launch_that_the_browser_forgot_leads_out_of_the_frame(browser, cast):
    answer = browser.get("/embed/landed?page=chat", base_url=HTTPS, headers=IN_A_FRAME)
    assert (answer.status_code, words(answer, "h1")) == (200, BLOCKED)


def test_a_session_that_ended_meanwhile_is_no_blocked_browser(browser, cast):
    enter(browser, cast.ana)
    Session.delete().execute()
    answer = browser.get("/embed/landed?page=chat", base_url=HTTPS, follow_redirects=True)
    assert words(answer, "h1") == "Entrar"


def test_the_sign_in_offers_a_tab_of_its_own_inside_a_portal_and_nowhere_else(browser, app, cast):
    def offers(client, **headers: str) -> list:
        return select(client.get("/login", headers=headers), "main a[target=_blank]")

    (link,) = offers(browser, **{"Sec-Fetch-Dest": "iframe"})
    assert (link["href"], link.text) == ("/", "Abrir em nova aba")
    assert offers(browser)  # a browser that does not say where it shows the page
    assert not offers(browser, **{"Sec-Fetch-Dest": "document"})
    assert not offers(app.test_client(), **{"Sec-Fetch-Dest": "iframe"})
