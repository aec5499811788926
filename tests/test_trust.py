"""Whom WorkChat believes: not the Host header, no forwarded address, nobody else's form, no old session."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.everything import fill_school
from tests.page import select, sign_in, submit, token, words
from workchat import create_app
from workchat.accounts.models import Department, Membership, Session, User
from workchat.chat.models import Ticket
from workchat.config import MEBIBYTE
from workchat.whatsapp.models import Number

HTTPS, EVIL = "https://chat.escola.example", "evil.example"
FORGED = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Original-URL": "/people",
          "Forwarded": f"host={EVIL};proto=https", "X-Forwarded-Prefix": f"//{EVIL}"}  # fmt: skip
ELSEWHERE = ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/%09/evil.example",
             "https:evil.example", "javascript:alert(1)", "/%2f%2fevil.example/..", "\\\\evil.example",
             "///evil.example", "/\u2028/evil.example", "/..//evil.example", "http:/evil.example", ".evil.example",
             "@evil.example")  # fmt: skip


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_no_page_is_built_from_the_host_that_a_visitor_names(app, cast, ana):
    filled = fill_school(app, cast)
    for endpoint, url in filled.addresses(app):
        if not endpoint.startswith(("simulator_api", "webhook")):
            answer = ana.get(url, headers=FORGED)
            assert EVIL not in f"{answer.headers}{answer.text}", url


def test_links_and_the_webhook_have_the_schools_own_address(school, cast, config):
    app = create_app(replace(config, url=HTTPS))
    client = app.test_client()
    page = client.get("/login", base_url=HTTPS)
    fields = {"csrf_token": select(page, "[name=csrf_token]")[0]["value"], "email": cast.ana.email}
    here = {"base_url": HTTPS, "headers": {"Referer": f"{HTTPS}/login", "X-Forwarded-Host": EVIL}}
    client.post("/login", data=fields | {"password": "uma frase comprida da escola"}, **here)
    shown = client.get(f"/settings/integrations/{cast.number.id}", base_url=HTTPS)
    assert f"{HTTPS}/whatsapp/webhook" in shown.text
    given = client.post(f"/people/{cast.bia.id}/access", data={"csrf_token": fields_of(client)}, **here)
    assert words(given, "#access-link").startswith(f"{HTTPS}/access/")


def fields_of(client) -> str:
    return select(client.get("/account", base_url=HTTPS), "[name=csrf_token]")[0]["value"]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_the_door_leads_nowhere_else(client, cast, wanted):
    fields = {"email": cast.bia.email, "password": "uma frase comprida da escola", "next": wanted}
    answer = submit(client, "/login", fields)
    where = answer.headers["Location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "\t" not in where


def test_a_doubled_slash_leads_nowhere_else(client, cast):
    for path in ("//evil.example/chat", "//evil.example//chat", "/\\evil.example/", "///evil.example"):
        answer = client.get("/", environ_overrides={"PATH_INFO": path, "RAW_URI": path, "REQUEST_URI": path})
        assert urlsplit(answer.headers.get("Location", "")).hostname in (None, "localhost")


def test_nobody_uses_the_form_of_another_person(app, cast, ana):
    bia = app.test_client()
    sign_in(bia, cast.bia)
    taken = token(bia, "/account")
    for url in ("/people/new", "/settings/general", "/logout", f"/people/{cast.caio.id}/access"):
        assert ana.post(url, data={"csrf_token": taken}).status_code == 400, url
    assert ana.get("/account").status_code == 200


def test_a_form_takes_only_its_own_fields(app, cast, client):
    """An agent adds fields of others to what they may change."""
    sign_in(client, cast.bia)
    more = {"role": "administrator", "active": "0", "email": "x@x.example", "user": cast.ana.id, "id": cast.ana.id,
            "departments": cast.financeiro.id, "agent": cast.ana.id, "state": "closed",
            "password_hash": "x"}  # fmt: skip
    submit(client, "/account", more | {"current": "x", "password": "y", "again": "y"})
    bia = User.get_by_id(cast.bia.id)
    assert (bia.role, bia.active, bia.email) == ("agent", True, cast.bia.email)
    assert bia.password_hash == cast.bia.password_hash


def test_a_ticket_form_writes_nothing_else_of_the_ticket(app, cast, client):
    fill_school(app, cast)
    sign_in(client, cast.bia)
    row = Ticket.get(Ticket.state == "waiting")
    approved_at = row.contact.approved_at
    submit(client, f"/chat/{row.id}/contact", {"name": "Marta", "sealed_cpf": "x", "approved_at": "2026-01-01",
           "wa_id": "1", "agent": cast.ana.id, "department": cast.financeiro.id})  # fmt: skip
    now = Ticket.get_by_id(row.id)
    assert (now.contact.name, now.contact.wa_id) == ("Marta", row.contact.wa_id)
    assert (now.contact.approved_at, now.agent_id, now.department_id) == (approved_at, None, None)


def test_who_leaves_a_department_loses_its_tickets_at_the_next_click(app, cast, client):
    fill_school(app, cast)
    sign_in(client, cast.bia)
    row = Ticket.get(Ticket.state == "waiting")
    Ticket.update(department=cast.secretaria).where(Ticket.id == row.id).execute()
    assert client.get(f"/chat/{row.id}").status_code == 200
    Membership.delete().where(Membership.user == cast.bia).execute()
    assert client.get(f"/chat/{row.id}").status_code == 404


def test_who_is_no_administrator_any_more_is_none_at_the_next_click(app, cast, ana):
    form_token = token(ana, "/account")
    User.update(role="agent").where(User.id == cast.ana.id).execute()
    assert ana.get("/settings/general").status_code == 403
    assert ana.post("/departments/new", data={"csrf_token": form_token, "name": "Nova"}).status_code == 403
    assert Department.select().where(Department.name == "Nova").count() == 0


def test_who_was_deactivated_is_out_although_a_session_is_left(cast, client):
    sign_in(client, cast.bia)
    User.update(active=False).where(User.id == cast.bia.id).execute()
    assert Session.select().where(Session.user == cast.bia).count() == 1
    assert client.get("/chat").headers["Location"].startswith("/login")


def test_no_page_takes_more_than_a_mebibyte(app: Flask, cast, ana):
    filled = fill_school(app, cast)
    for endpoint, url in dict(filled.addresses(app, "POST")).items():
        limit = 4 * MEBIBYTE if endpoint == "webhook.receive" else MEBIBYTE
        answer = ana.post(url, data=b"a=" + b"x" * limit, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413, url


def test_no_number_is_reached_by_a_webhook_of_an_empty_secret(cast, client):
    assert client.post("/whatsapp/webhook", data=b"{}", headers={"X-Hub-Signature-256": "sha256="}).status_code == 401
    assert Number.select().where(Number.verify_token == "").count() == 0
