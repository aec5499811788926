"""Whatever is typed into whichever form: an answer in words, never a failure, and what was typed is still there."""

import re
import unicodedata
from itertools import islice
from random import Random
from urllib.parse import quote, unquote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.everything import NOT_TRIED, Form, School, every_form, fill_school
from tests.page import sign_in
from workchat.db import db

HOSTILE = (
    "", "\x00", "a\x00b", "\ud800", "x" * 100_000, "😀" * 2500, "\u202egnp.exe", "\u200b\u2060",
    "<script>alert(1)</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' OR 1=1 --", "{{7*7}}",
    "{{nome.__class__}}", "{% raw %}", "10" * 15, "-1", "-" + "9" * 40, "9" * 5000, "1.5", "NaN", "٣", "²",
    "agent-" + "9" * 30, "department-x", "\r\nSet-Cookie: a=b", "../../etc/passwd", "https://[::1",
    "2026-01-01_-" + "9" * 30, "a@\u0130.com",
)  # fmt: skip
# The library's own words, should a form forget to say it in Portuguese.
ENGLISH = re.compile(r"\b(valid|invalid|required|must|field|error|integer|coerce|choice|cannot|the|traceback)\b", re.I)
WRITTEN = "textarea[name], input[name]:not([type]), input[name][type=text], input[name][type=email]"
EACH = 3  # values for each field of a form


@pytest.fixture
def filled(app: Flask, cast) -> School:
    return fill_school(app, cast)


@pytest.fixture
def browsers(app: Flask, cast, filled: School) -> list[FlaskClient]:
    """Ana's, who may open everything, and one in which nobody is signed in."""
    ana, nobody = app.test_client(), app.test_client()
    sign_in(ana, cast.ana)
    return [ana, nobody]


def send(browser: FlaskClient, form: Form, fields: MultiDict) -> TestResponse:
    """Send a form as bytes: a browser cannot write half of a surrogate pair, somebody else can. Nothing is kept."""
    parts = [(name, quote(text.encode("utf-8", "surrogatepass"))) for name, text in fields.items(multi=True)]
    typed = "&".join(f"{name}={text}" for name, text in parts)
    with db.atomic() as visit:
        if form.method == "GET":
            answer = browser.get(form.action.split("?")[0], query_string=typed)
        else:
            answer = browser.post(form.action, data=typed, content_type="application/x-www-form-urlencoded")
        visit.rollback()
    return answer


def problem(answer: TestResponse, name: str, typed: str) -> str:
    """What is wrong with the answer to something that was typed into one field; empty when nothing is."""
    if answer.status_code >= 500:
        return f"failed: {answer.status_code}"
    if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return ""
    page = BeautifulSoup(answer.text, "html.parser")
    box = next((box for box in page.select(WRITTEN) if box["name"] == name), None)
    if answer.status_code == 422 and box and tidy(box.get("value", box.text)) != tidy(typed):
        return "what was typed is gone"
    for part in page.select("textarea, bdi, .diff-new, .bubble-text"):
        part.decompose()
    found = ENGLISH.search(page.get_text(" ").replace(typed, "") if typed else page.get_text(" "))
    return f"English: {found[0]}" if found else ""


def tidy(text: str) -> str:
    """Names and e-mails are tidied before they come back: spaces, capitals, and what nobody sees."""
    read = unquote(quote(text.encode("utf-8", "surrogatepass")), errors="werkzeug.url_quote")
    return "".join(c for c in read.lower() if unicodedata.category(c)[0] not in "CZ")


def typed_into(form: Form, name: str, text: str) -> MultiDict:
    fields = MultiDict(form.fields)
    fields[name] = text
    return fields


def test_every_form_answers_whatever_is_typed_in_words(app, browsers, filled):
    wrong, chance = [], Random(4)  # noqa: S311
    for browser, endpoint, form in list(every_form(app, browsers, filled)):
        if not form.typed:
            continue
        values = [(name, text) for text in HOSTILE for name in form.typed]
        for name, text in chance.sample(values, min(len(values), EACH * len(form.typed))):
            if found := problem(send(browser, form, typed_into(form, name, text)), name, text):
                wrong.append(f"{endpoint} {name}={text[:20]!r}: {found}")
    assert not wrong, "\n".join(wrong)


def test_every_address_that_changes_something_was_reached_by_a_form(app, browsers, filled):
    reached = {endpoint for _, endpoint, _ in every_form(app, browsers, filled)}
    unsafe = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    machines = {"webhook.receive", "simulator_api.graph", "launch.enter"}
    typed = {name for _, _, form in every_form(app, browsers, filled) for name in form.typed}
    assert {"gap_1", "gap_2", "column_0", "without_tags", "birth_date", "urgent_reason"} <= typed
    assert {"classes", "relations", "courses", "statuses"} <= typed
    assert unsafe - reached - NOT_TRIED - machines == {"accounts.set_up_school"}  # this school is set up already


def test_nothing_that_can_be_written_makes_a_form_fail(app, browsers, filled):
    forms = [found for found in every_form(app, browsers, filled) if found[2].typed]
    anything = some.one_of(some.sampled_from(HOSTILE), some.text(max_size=50), some.integers().map(str))

    @settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(some.sampled_from(forms), some.lists(anything, min_size=6, max_size=6))
    def check(found: tuple[FlaskClient, str, Form], values: list[str]) -> None:
        browser, endpoint, form = found
        fields = MultiDict(form.fields)
        fields.update(zip(islice(form.typed, 6), values, strict=False))
        assert send(browser, form, fields).status_code < 500, endpoint

    check()
