"""What the person who looks after the server reads: one JSON line an event, nothing of what somebody sent."""

import logging
import threading
from datetime import timedelta

import pytest
from flask import abort

from tests.away import database_away
from tests.page import select, sign_in
from workchat import create_app
from workchat.accounts.session import public
from workchat.config import ROOT
from workchat.db import utcnow
from workchat.log import about, also, asked, count, tell, tell_seldom

TOKEN = "o-token-de-um-link"


@pytest.fixture
def browser(school, config):
    app = create_app(config)
    app.testing = False
    app.add_url_rule("/quebra/<token>", "broken", public(lambda token: abort(418)))
    app.register_error_handler(418, lambda _error: 1 / 0)
    app.add_url_rule("/falha/<token>", "failing", public(lambda token: int(token)))
    return app.test_client()


def test_an_error_while_showing_an_error_does_not_write_the_address(browser, written):
    answer = browser.get(f"/quebra/{TOKEN}?cpf={TOKEN}", headers={"User-Agent": TOKEN, "X-Request-Id": TOKEN})
    assert answer.status_code == 500
    assert "Algo deu errado" in answer.text
    assert TOKEN not in written.text
    failed, request = written.lines
    assert (failed["event"], failed["kind"]) == ("library", "ZeroDivisionError")
    assert failed["at"].startswith("tests/test_log.py:")
    assert (request["event"], request["route"], request["status"]) == ("request", "/quebra/<token>", 500)


def test_the_reference_on_the_page_is_the_id_of_its_lines_and_of_the_answer(browser, written):
    answer = browser.get(f"/falha/{TOKEN}")
    ids = {line["request"] for line in written.lines}
    assert ids == {answer.headers["X-Request-Id"]}
    assert f"Referência: {ids.pop()}." in answer.text
    assert (written.lines[0]["event"], written.lines[0]["kind"]) == ("failed", "ValueError")
    assert TOKEN not in written.text


def test_two_requests_have_two_ids_whatever_they_say_of_themselves(client, cast, written):
    ids = {client.get("/login", headers={"X-Request-Id": "1"}).headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3 and "1" not in ids


def test_a_page_is_a_line_with_its_route_its_ticket_and_who_asked(client, cast, written):
    sign_in(client, cast.bia)
    ticket = 987654
    client.get(f"/chat/{ticket}?q=Marta")
    line = written.lines[-1]
    assert (line["route"], line["ticket"], line["user"]) == ("/chat/<int:ticket_id>", ticket, cast.bia.id)
    assert (line["method"], line["status"], line["level"]) == ("GET", 404, "info")
    assert "Marta" not in written.text and f"/chat/{ticket}" not in written.text


def test_a_method_that_somebody_made_up_is_not_written(client, cast, written):
    client.open("/login", method="MARTA-52998224725")
    assert written.lines[-1]["method"] == "other"


def test_a_poll_without_news_a_style_and_a_monitor_write_nothing(client, cast, written):
    sign_in(client, cast.bia)
    page = client.get("/chat")
    digest, alerts = (select(page, f"#{name}")[0]["value"] for name in ("inbox-digest", "alerts-now"))
    before = len(written.lines)
    polled = client.get("/chat/list", query_string={"digest": digest, "alerts": alerts})
    client.get("/static/css/base.css").close()
    assert polled.status_code == 204
    assert len(written.lines) == before


def test_a_database_that_is_away_is_told_with_the_reference(browser, tmp_path, written):
    with database_away(tmp_path):
        answer = browser.get("/login")
    assert [line["event"] for line in written.lines] == ["database away", "request"]
    assert written.lines[0]["request"] in answer.text


def test_what_is_in_hand_is_in_every_line_of_it_and_in_no_other(written):
    with about(request="a"):
        tell("one")
        with about(ticket=7, delivery=None):
            also(number=3)
            count("kept")
            count("kept")
            tell("two")
            assert asked() == "a"
        tell("three")
    tell("four")
    ids = [{name: line[name] for name in line if name not in HEAD} for line in written.lines]
    assert ids == [{"request": "a"}, {"request": "a", "ticket": 7, "number": 3, "kept": 2}, {"request": "a"}, {}]


HEAD = ("time", "level", "event", "logger")


def test_another_thread_knows_nothing_of_it(written):
    with about(request="a"):
        other = threading.Thread(target=lambda: tell("elsewhere"))
        other.start()
        other.join()
    assert "request" not in written.lines[0]


def test_the_time_is_that_of_greenwich(written):
    tell("now")
    told = written.lines[0]["time"]
    assert told.endswith("Z") and abs((utcnow() - _read(told)).total_seconds()) < timedelta(seconds=5).total_seconds()


def _read(told: str):
    return type(utcnow()).fromisoformat(told.removesuffix("Z"))


def test_somebody_elses_words_are_not_written_only_their_place(written):
    logging.getLogger("waitress").warning("a morada /chat?q=Marta\r\nfalso evento\u2028outro")
    logging.getLogger("urllib3.connectionpool").error("https://%s/token=%s", "graph", TOKEN)
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logging.getLogger("peewee").exception(("SELECT 1", [TOKEN]))
    assert len(written.text.splitlines()) == 3
    assert [line["event"] for line in written.lines] == ["library"] * 3
    assert [line["logger"] for line in written.lines] == ["waitress", "urllib3.connectionpool", "peewee"]
    assert written.lines[2]["kind"] == "ValueError"
    assert TOKEN not in written.text and "Marta" not in written.text


def test_what_fails_every_two_seconds_is_a_line_a_minute(written):
    for _ in range(50):
        tell_seldom("worker failed", ValueError(TOKEN), task="only of this test")
    assert len(written.lines) == 1


def test_a_value_that_json_does_not_know_costs_no_line(written):
    tell("odd", what=object())
    assert written.lines[0]["what"] == "object"


def test_only_one_file_knows_how_to_log():
    """A call of logging elsewhere would write its words as they are, or not at all."""
    knows = [path.name for path in (ROOT / "workchat").rglob("*.py") if "import logging" in path.read_text()]
    assert knows == ["log.py"]
