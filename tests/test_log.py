"""What the person who looks after the server reads: nothing of what somebody sent."""

import io
import logging

import pytest
from flask import abort

from workchat import create_app
from workchat.accounts.session import public
from workchat.log import OneLine

TOKEN = "o-token-de-um-link"


@pytest.fixture
def written():
    out, handler = io.StringIO(), None
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine())
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


def test_an_error_while_showing_an_error_does_not_write_the_address(school, config, written):
    app = create_app(config)
    app.testing = False
    app.add_url_rule("/quebra/<token>", "broken", public(lambda token: abort(418)))
    app.register_error_handler(418, lambda _error: 1 / 0)
    answer = app.test_client().get(f"/quebra/{TOKEN}")
    assert answer.status_code == 500
    assert "Algo deu errado" in answer.text
    assert TOKEN not in written.getvalue()
    assert "kind=ZeroDivisionError at=test_log.py:" in written.getvalue()


def test_a_line_of_somebody_elses_words_stays_one_line(written):
    logging.getLogger("workchat").error("um\r\nfalso evento\u2028outro")
    assert len(written.getvalue().splitlines()) == 1
