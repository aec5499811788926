"""What the doctor asks from outside: our own webhook as Meta does, the hour, and addresses that nobody answers."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.processes import free_port
from workchat.doctor import client
from workchat.doctor.client import NotReached
from workchat.doctor.of_network import of_port

HOUR = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


class Elsewhere(BaseHTTPRequestHandler):
    """Answers as WorkChat's webhook would to the token that it knows; anything else is somebody else's page."""

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        known = asked.get("hub.verify_token") == ["confere"]
        self.send_response_only(200 if known else 403)
        self.send_header("Date", format_datetime(HOUR, usegmt=True))
        self.end_headers()
        self.wfile.write(asked["hub.challenge"][0].encode() if known else b"outra coisa")

    def log_message(self, *_words):
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_the_webhook_is_asked_as_meta_asks(elsewhere):
    assert client.shake_hands(elsewhere, "confere") == (200, True)
    assert client.shake_hands(elsewhere, "outro") == (403, False)


def test_the_hour_is_read_from_an_answer(elsewhere):
    assert client.time_elsewhere(elsewhere) == HOUR.replace(tzinfo=None)


def test_an_address_that_nobody_answers_is_said_in_words():
    nobody = f"https://127.0.0.1:{free_port()}"
    for ask in (client.days_left, client.time_elsewhere, lambda url: client.shake_hands(url, "x")):
        with pytest.raises(NotReached, match="não respondeu"):
            ask(nobody)


def test_an_answer_without_https_is_no_certificate(elsewhere):
    with pytest.raises(NotReached):
        client.days_left(elsewhere.replace("http:", "https:"))


def test_a_port_that_another_program_took_is_noticed(config, elsewhere):
    from dataclasses import replace

    taken = replace(config, host="127.0.0.1", port=urlsplit(elsewhere).port)
    assert "outro programa" in next(of_port(taken, runs=False)).words
    assert "abertas" in next(of_port(taken, runs=True)).words
    assert "fechadas" in next(of_port(replace(taken, port=free_port()), runs=False)).words
