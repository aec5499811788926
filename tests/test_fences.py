"""What no browser sends, and somebody will: other bodies, impossible ids, strange questions in the address."""

import io
import re

import pytest
from werkzeug.datastructures import MultiDict

from tests.everything import NOT_TRIED, School, every_form, fill_school
from tests.page import sign_in, submit, token, words
from workchat.accounts.set_up import make_link
from workchat.config import ROOT
from workchat.db import db, utcnow

IMPOSSIBLE = ("9" * 40, "2147483648", "9" * 19)
WORDS = ("\x00a", "%00", "x" * 9000, "\u00ed\u00a0\u00bd")
STRANGE = ("\x00", "9" * 40, "-" + "9" * 40, "9" * 5000, "2026-01-01_-" + "9" * 30, "<b>", "//x.example", "😀", "NaN")
SOURCE = "".join(path.read_text() for path in (ROOT / "workchat").rglob("*.py"))
# Every name that a page looks for in its address; the second line is asked for in loops.
ASKED = {*re.findall(r'(?:args|values|query)\.get\("([^"]+)"', SOURCE),
         "queue", "q", "after", "version", "heard", "reason", "send_text"}  # fmt: skip


def bodies(form_token: str, names: set[str]) -> dict[str, dict]:
    """Bodies that no form of ours sends, each with the person's own token."""
    given, boundary = {"csrf_token": form_token}, "multipart/form-data; boundary=x"
    cut = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{form_token}\r\n--x\r\nContent-Disp'
    header = {"X-CSRFToken": form_token}
    return {
        "files": {"data": given | {name: (io.BytesIO(b"x"), "a.txt") for name in names}},
        "nothing": {"data": given},
        "a token beside no form": {"headers": header},
        "objects": {"json": given | {name: {"a": [1]} for name in names}, "headers": header},
        "a list": {"json": [1, 2], "headers": header},
        "each field twice": {"data": MultiDict([*given.items(), *((n, v) for n in names for v in "12")])},
        "arrays": {"data": given | {f"{name}[]": "1" for name in names}},
        "plain text": {"data": f"csrf_token={form_token}", "content_type": "text/plain"},
        "a broken form": {"data": cut, "content_type": boundary, "headers": header},
    }


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def refusals(answers) -> list[str]:
    return [f"{what} {url}: {answer.status_code}" for what, url, answer in answers if answer.status_code >= 500]


def ask(browser, url: str, method: str = "GET", **more):
    """One answer; what it changed is forgotten."""
    with db.atomic() as visit:
        answer = browser.open(url, method=method, **more)
        visit.rollback()
    return answer


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_body_that_is_no_form_is_refused_in_words(app, cast, client, signed_in):
    school = fill_school(app, cast)
    if signed_in:
        sign_in(client, cast.ana)
    form_token = token(client, "/account" if signed_in else "/login")
    urls = dict(school.addresses(app, "POST"))
    names = {name for _, _, form in every_form(app, [client], school) for name in form.typed}
    answers = [
        (what, url, ask(client, url, "POST", **body))
        for endpoint, url in urls.items()
        if endpoint not in NOT_TRIED
        for what, body in bodies(form_token, names).items()
    ]
    assert not refusals(answers)
    takes = {url for endpoint, url in urls.items() if hasattr(app.view_functions[endpoint], "most_bytes")}
    with_files = [(url, answer) for what, url, answer in answers if what == "files" and "webhook" not in url]
    assert {answer.status_code for url, answer in with_files if url not in takes} <= {404, 415}
    assert {answer.status_code for url, answer in with_files if url in takes} <= {303, 422}  # to the door, or words


def test_an_id_that_no_row_can_have_is_no_address(app, cast, ana):
    ids = {name: IMPOSSIBLE if name.endswith("_id") else WORDS for name in fill_school(app, cast).ids}
    impossible, fields = School(ids | {"version": WORDS, "path": WORDS}), {"csrf_token": token(ana, "/account")}
    asked = [
        (method, url) for method in ("GET", "POST") for _, url in impossible.addresses(app, method) if "999" in url
    ]
    answers = [(method, url, ask(ana, url, method, data=fields if method == "POST" else None)) for method, url in asked]
    assert {answer.status_code for _, _, answer in answers} == {404}


def test_whatever_stands_in_the_address_a_page_answers(app, cast, ana):
    urls = [url for endpoint, url in dict(fill_school(app, cast).addresses(app)).items()]
    answers = [
        (text[:9], url, ask(ana, url, query_string=dict.fromkeys(ASKED, text))) for url in urls for text in STRANGE
    ]
    assert not refusals(answers)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_no_page_has_changes_and_breaks_nothing(app, cast, ana, method):
    urls = [url for endpoint, url in dict(fill_school(app, cast).addresses(app)).items()]
    answers = [(method, url, ask(ana, url, method)) for url in urls]
    assert not refusals(answers)
    if method not in ("HEAD", "OPTIONS"):
        assert {answer.status_code for _, _, answer in answers} <= {400, 401, 404, 405}


def test_the_first_form_of_all_answers_in_words_too(school, client):
    page = f"/set-up/{make_link(utcnow())}"
    for text in ("", "\x00", "\u200b", "x" * 100_000, "<b>", "9" * 5000):
        fields = dict.fromkeys(("school_name", "timezone", "name", "email", "password", "again"), text)
        answer = submit(client, page, fields)
        assert answer.status_code == 422
        assert "Há um problema" in words(answer)


@pytest.mark.parametrize("url", ["/students/upload", "/contacts/import"])
def test_a_file_of_a_stranger_is_not_even_opened(app, client, cast, url):
    body = b'--x\r\nContent-Disposition: form-data; name="students"; filename="a.csv"\r\n\r\n' + b"a;b\r\n" * 100_000
    sent = io.BytesIO(body + b"--x--\r\n")
    answer = client.post(url, input_stream=sent, content_length=len(sent.getvalue()),
                         content_type="multipart/form-data; boundary=x")  # fmt: skip
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/login")
    assert sent.tell() == 0
