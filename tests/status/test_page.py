"""Situação: what whoever administers the school reads, and that the page follows what happens."""

from datetime import timedelta

import pytest

from tests.page import select, sign_in, words
from workchat.backups.models import Backup
from workchat.db import clock
from workchat.running.models import Duty, Program
from workchat.whatsapp.models import KeptUpdate, Number

EVIL = "<script>alert(1)</script>\"'>{{7*7}}\u202e"


def runs(**columns) -> Program:
    now = clock()
    usual = {"token": "a", "kind": "all", "host": "escola1", "pid": 7, "version": "0.4.0", "started_at": now,
             "seen_at": now, "looked_at": now}  # fmt: skip
    return Program.create(**{**usual, **columns})


def well() -> None:
    """A worker sends and keeps the timetable, and last night a copy was made."""
    now = clock()
    runs()
    Duty.create(name="timetable", token="a", lease_until=now + timedelta(seconds=30))
    Backup.create(began_at=now, ended_at=now, size=30_000_000)


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_all_is_well(ana):
    well()
    page = ana.get("/status")
    assert words(page, ".verdict h2") == "Tudo certo"
    assert words(page, "h1") == "Situação"
    told = words(page, ".situation")
    for fact in ("Funcionando", "Respostas na fila Nenhuma", "Último aviso do WhatsApp Nenhum ainda", "30 MB", "0.4.0"):
        assert fact in told
    assert words(page, "#programs td[data-label=Servidor]") == "escola1"


def test_nobody_sends(ana):
    page = ana.get("/status")
    assert words(page, ".verdict h2") == "Precisa de alguém agora"
    assert words(page, ".findings li.danger h3") == "Urgente O envio não começou."
    assert words(page, ".findings li.danger code").startswith("python3 app.py")


def test_the_line_above_the_open_page_follows_as_the_page_does(ana):
    well()
    page = ana.get("/status")
    shown = {"digest": "#situation-digest", "alerts": "#alerts-now"}
    kept = {name: select(page, field)[0]["value"] for name, field in shown.items()}
    Number.update(stopped_at=clock(), stopped_why="O token venceu.").execute()
    told = ana.get("/status/news", query_string=kept, headers={"HX-Request": "true"}).text
    line, _, _ = told.partition('hx-target="#alerted"')
    assert "O token venceu." in line.partition('hx-target="#alerts"')[2]
    assert 'hx-target="#alerted"' in told
    page = ana.get("/status")
    kept = {name: select(page, field)[0]["value"] for name, field in shown.items()}
    assert ana.get("/status/news", query_string=kept).status_code == 204
    kept["alerts"] = "away.away"
    assert 'hx-target="#alerts"' in ana.get("/status/news", query_string=kept).text


def test_each_trouble_leads_to_where_it_is_mended(ana, cast):
    well()
    Number.update(stopped_at=clock(), stopped_why="O token venceu.").execute()
    KeptUpdate.create(sealed_body=b"", error="", digest="a")
    page = ana.get("/status")
    links = [link["href"] for link in select(page, ".findings a")]
    assert links == [f"/settings/integrations/{cast.number.id}", "/settings/integrations/kept"]
    assert all(ana.get(link).status_code == 200 for link in links)


def test_nothing_is_sent_again_that_is_shown_already(ana):
    well()
    page = ana.get("/status")
    digest = select(page, "#situation-digest")[0]["value"]
    assert ana.get("/status/news", query_string={"digest": digest}).status_code == 204


def test_what_changed_is_sent_with_what_to_compare_next(ana):
    well()
    digest = select(ana.get("/status"), "#situation-digest")[0]["value"]
    Number.update(stopped_at=clock()).execute()
    news = ana.get("/status/news", query_string={"digest": digest})
    assert "está parado desde" in words(news, ".findings")
    assert select(news, "#situation-digest")[0]["value"] != digest
    assert not select(news, "html, #page, h1")


def test_a_sign_of_life_alone_is_no_news(ana):
    well()
    digest = select(ana.get("/status"), "#situation-digest")[0]["value"]
    Program.update(seen_at=clock(), looked_at=clock()).execute()
    assert ana.get("/status/news", query_string={"digest": digest}).status_code == 204


def test_a_program_that_vanished_is_marked(ana):
    well()
    runs(token="b", kind="web", host="escola2", seen_at=clock() - timedelta(minutes=3))
    page = ana.get("/status")
    assert "Parou sem avisar" in words(page, "#programs")
    assert "1 programa parou sem avisar (escola2)." in words(page, ".findings")


def test_what_others_wrote_stays_text(ana):
    well()
    Number.update(name=EVIL, stopped_why=EVIL, stopped_at=clock()).execute()
    runs(token="b", host=EVIL, kind=EVIL, version=EVIL, seen_at=clock() - timedelta(minutes=3))
    Backup.create(began_at=clock(), error=EVIL)
    page = ana.get("/status")
    assert page.status_code == 200
    assert not [tag for tag in select(page, "main script") if "src" not in tag.attrs]
    assert page.text.count("alert(1)") == page.text.count("&lt;script&gt;alert(1)") > 5
    assert "{{7*7}}" in page.text


def test_only_who_administers_sees_it_and_finds_it_in_the_menu(app, cast):
    for person, status in ((cast.ana, 200), (cast.sara, 403), (cast.bia, 403)):
        browser = app.test_client()
        sign_in(browser, person)
        assert browser.get("/status").status_code == browser.get("/status/news").status_code == status
        assert bool(select(browser.get("/account"), ".rail a[href='/status']")) == (status == 200)


def test_on_a_phone_it_is_found_under_the_account_and_not_in_the_rail(ana):
    page = ana.get("/status")
    assert select(page, ".rail li.seldom a[href='/status'][aria-current=page]")
    assert select(page, ".me-places a[href='/status']")
