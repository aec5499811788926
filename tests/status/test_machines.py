"""/health and /metrics: what machines may ask, and that they learn nothing else."""

from dataclasses import replace

import pytest

from tests.cast import NOW
from tests.page import sign_in
from tests.status.exposed import exposed
from workchat import create_app
from workchat.db import db
from workchat.running.models import Compatibility, Program

TOKEN = "segredo do monitoramento"


@pytest.fixture
def watched(app, config):
    """A browser at a school whose figures may be read with TOKEN."""
    app.config["SCHOOL"] = replace(config, metrics_token=TOKEN)
    return app.test_client()


def with_token(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_health_is_yes_and_nothing_more(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.head("/health").status_code == 200


def test_health_answers_before_anybody_is_set_up_whatever_the_host_is_called(client):
    assert client.get("/health", headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_health_says_the_same_to_whoever_is_signed_in_and_keeps_nobody_signed_in(client, cast):
    sign_in(client, cast.ana)
    answer = client.get("/health")
    assert (answer.json, answer.headers.get("Set-Cookie")) == ({"status": "ok"}, None)


def test_a_database_that_cannot_be_asked_is_no_health(client):
    with db.atomic() as visit:
        db.execute_sql("DROP TABLE compatibility")
        answer = client.get("/health")
        visit.rollback()
    assert (answer.status_code, answer.json) == (503, {"status": "failing"})
    assert client.get("/health").status_code == 200
    assert Compatibility.select().count() == 1


def test_a_program_that_stops_says_so_and_still_answers_who_is_there(app, client, cast):
    app.config["STOPPING"] = True
    assert (client.get("/health").status_code, client.get("/login").status_code) == (503, 200)


def test_without_a_token_there_are_no_figures(client):
    for shown in ({}, with_token(""), with_token("x")):
        answer = client.get("/metrics", headers=shown)
        assert (answer.status_code, answer.data) == (404, b"")


@pytest.mark.parametrize(
    "shown",
    [{}, with_token(""), with_token("outro"), with_token(TOKEN + "x"), with_token(TOKEN[:-1]), with_token("é" * 9),
     {"Authorization": TOKEN}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer"}],
)  # fmt: skip
def test_with_a_wrong_token_nobody_reads_them(watched, shown):
    answer = watched.get("/metrics", headers=shown)
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_who_is_signed_in_needs_the_token_too_and_no_address_may_hold_it(watched, cast):
    sign_in(watched, cast.ana)
    assert watched.get("/metrics").status_code == 401
    assert watched.get("/metrics", query_string={"token": TOKEN}).status_code == 401


def test_the_figures(watched, cast):
    Program.create(token="a", kind="worker", host="h", pid=1, version="0.4.0", started_at=NOW, seen_at=NOW)
    answer = watched.get("/metrics", headers=with_token(TOKEN))
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    values = exposed(answer.text)
    assert len(values) > 20
    assert all(name.startswith("workchat_") for name in values)
    assert values[f'workchat_number_active{{number="{cast.number.id}"}}'] == 1
    assert not any(word in answer.text for word in ("Secretaria", "551133330000", "Ana"))


def test_the_token_of_the_environment_is_the_one(school, config):
    app = create_app(replace(config, metrics_token=TOKEN))
    assert app.test_client().get("/metrics", headers=with_token(TOKEN)).status_code == 200
