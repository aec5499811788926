"""Who may open what: every address of WorkChat, asked by nobody and by each role."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.page import sign_in, token
from workchat.accounts.rules import PERMISSIONS, ROLE_NAMES, may
from workchat.db import db

# Signed or bearer-authenticated, or nothing but "is it there?": no form of ours.
MACHINES = {"webhook", "simulator_api", "launch", "probes"}
# Nobody must be signed in for these. A new one is added here on purpose, or not at all.
PUBLIC = {"accounts.home", "accounts.sign_in", "accounts.set_up_school", "accounts.access", "embed.landed"}
SAFE = {"GET", "HEAD", "OPTIONS"}
BROWSERS = [None, *ROLE_NAMES]


def rules_of(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each rule with each of its own methods and an address of it. The ids are of nothing that exists."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {name: "0" if hasattr(converter, "num_convert") else "nada" for name, converter in
                  rule._converters.items()}  # fmt: skip
        with app.test_request_context():
            url = app.url_map.bind("").build(rule.endpoint, values, force_external=False)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, url


def action_of(app: Flask, rule: Rule) -> str | None:
    return getattr(app.view_functions[rule.endpoint], "action", "no mark")


def is_machine(rule: Rule) -> bool:
    return rule.endpoint.split(".")[0] in MACHINES


def browser_of(app: Flask, cast, role: str | None):
    browser = app.test_client()
    if role:
        sign_in(browser, {"administrator": cast.ana, "supervisor": cast.sara, "agent": cast.bia}[role])
    return browser


def test_every_address_has_a_mark_of_the_permission_table(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        action = action_of(app, rule)
        assert action is None or action in PERMISSIONS, f"{rule} is not marked: {action}"


def test_only_the_doors_are_open_to_nobody(app):
    open_ones = {rule.endpoint for rule, _, _ in rules_of(app) if action_of(app, rule) is None and not is_machine(rule)}
    assert open_ones == PUBLIC


@pytest.mark.parametrize("role", BROWSERS)
def test_each_role_opens_what_the_table_says_and_nothing_else(app, cast, role):
    browser, wrong = browser_of(app, cast, role), []
    form_token = token(browser, "/account" if role else "/login")
    for rule, method, url in rules_of(app):
        action = action_of(app, rule)
        if rule.endpoint == "accounts.sign_out" and role:
            continue  # it would end the walk; test_entering.py leaves by it
        fields = {"csrf_token": form_token} if method == "POST" and not is_machine(rule) else None
        with db.atomic() as visit:
            status = browser.open(url, method=method, data=fields).status_code
            visit.rollback()  # one page's failure or change is not the next one's
        if not fits(action, role, method, status):
            wrong.append(f"{method} {url} ({action}) answered {status}")
    assert not wrong, f"{role}: " + "; ".join(wrong)


def fits(action: str | None, role: str | None, method: str, status: int) -> bool:
    """Whether an answer is what the table says."""
    if action is None:
        return status < 500
    if role is None:
        return status == 303
    if not may(role, action):
        return status == 403
    return status not in (401, 403) and status < 500


def test_nobody_is_sent_to_the_door_from_every_page(app, cast):
    browser = app.test_client()
    for rule, method, url in rules_of(app):
        if action_of(app, rule) is not None:
            answer = browser.open(url, method=method)
            assert answer.headers["Location"].startswith("/login"), url


def unsafe_rules(app: Flask) -> list[tuple[Rule, str, str]]:
    return [(rule, method, url) for rule, method, url in rules_of(app) if method not in SAFE]


@pytest.mark.parametrize("forged", [{}, {"csrf_token": "forjado"}])
def test_no_change_without_the_forms_token(app, cast, forged):
    browser = browser_of(app, cast, "administrator")
    passed = [
        url
        for rule, method, url in unsafe_rules(app)
        if not is_machine(rule) and browser.open(url, method=method, data=forged).status_code != 400
    ]
    assert not passed
    assert browser.get("/account").status_code == 200  # not even the way out worked


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_change_asked_by_another_site_even_with_the_token(app, cast, site):
    browser = browser_of(app, cast, "administrator")
    fields, headers = {"csrf_token": token(browser, "/account")}, {"Sec-Fetch-Site": site}
    passed = [
        url
        for _, method, url in unsafe_rules(app)
        if browser.open(url, method=method, data=fields, headers=headers).status_code != 403
    ]
    assert not passed


def test_a_page_may_be_opened_from_a_link_on_another_site(app, cast):
    browser = browser_of(app, cast, "administrator")
    assert browser.get("/people", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_agents_pages_do_not_offer_what_is_refused(app, cast):
    page = browser_of(app, cast, "agent").get("/account").text
    for address in ("/people", "/settings", "/simulator"):
        assert f'href="{address}' not in page
