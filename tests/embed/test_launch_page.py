"""What a refusal shows, writes down and keeps to itself; and what an address can never say."""

import pytest

from tests.embed.passes import CHAT, SECRET, arrive, browser_of, refusals, signed, with_secret
from tests.page import select, words
from workchat.accounts.models import AuditEntry, Failure, Session
from workchat.db import run, utcnow
from workchat.embed.models import UsedLaunch
from workchat.embed.rules import CHECKS


def test_who_somebody_is_never_comes_from_the_address(cast, config):
    school, good = with_secret(config), signed()
    for address in (f"/embed/launch?ticket={good}", f"/embed/launch?sub={cast.ana.email}&role=direcao&usuario=ana"):
        assert arrive(school, "", url=address).status_code == 403
    assert {check for _, check in refusals()} == {CHECKS["none"]}
    answer = arrive(school, good, url=f"/embed/launch?sub={cast.ana.email}&role=direcao")
    assert answer.status_code == 303
    assert [row.user for row in Session.select()] == [cast.bia]


@pytest.mark.parametrize(
    "origin", ["https://mau.example", "null", "", "https://portal.escola.example.mau.example", CHAT]
)
def test_a_right_pass_posted_by_another_page_signs_nobody_in(cast, config, origin):
    """Or somebody could make a colleague's browser enter as them, and read what the colleague writes there."""
    assert arrive(with_secret(config), signed(), origin=origin).status_code == 403
    assert refusals()[-1][1] == CHECKS["origin"]
    assert not Session.select().exists()


def test_the_address_of_the_launch_is_no_page(cast, config):
    answer = browser_of(with_secret(config)).get(f"/embed/launch?ticket={signed()}", base_url=CHAT)
    assert answer.status_code == 405
    assert words(answer, "h1") == "Este endereço não aceita esse pedido"
    assert not Session.select().exists()


def test_a_refusal_in_a_narrow_frame_is_a_bare_page_with_a_way_out(cast, config):
    answer = arrive(with_secret(config), "lixo")
    assert not select(answer, "nav")
    assert select(answer, "main a[href='/login']")
    assert "frame-ancestors https://portal.escola.example" in answer.headers["Content-Security-Policy"]


def test_a_refused_pass_is_not_used_up(cast, config):
    school, ticket = with_secret(config), signed(sub="zeca@escola.example", email="zeca@escola.example", name="Zeca")
    assert arrive(school, ticket).status_code == 403
    assert not UsedLaunch.select().exists()


def test_nobody_fills_the_history_from_outside_and_who_is_right_still_enters(cast, config):
    school = with_secret(config)
    browser = browser_of(school)
    answers = [arrive(school, "lixo", browser) for _ in range(62)]
    assert [answer.status_code for answer in answers[-3:]] == [403, 429, 429]
    assert words(answers[-1], "h1") == "Muitas tentativas"
    assert len(refusals()) == 60 == Failure.select().where(Failure.kind == "launch").count()
    assert arrive(school, signed(), browser).status_code == 303


def test_many_addresses_together_do_not_fill_it_either(cast, config):
    Failure.insert_many([{"kind": "launch", "subject": f"{n}", "at": utcnow()} for n in range(600)]).execute()
    assert arrive(with_secret(config), "lixo").status_code == 429
    assert not refusals()


NOBODYS = "Canária Lima", "canaria@escola.example", "canario-do-portal"


def test_no_pass_and_nobodys_data_in_logs_history_tables_or_page(cast, config, caplog, capfd, written):
    name, email, subject = NOBODYS
    tickets = [
        signed(sub=subject, name=name, email=email),
        signed("x" * 32, sub=email, name=name),
        signed(jti=None, sub=email),
    ]
    pages = [arrive(with_secret(config), ticket) for ticket in tickets]
    out = capfd.readouterr()
    kept = [run(f"SELECT * FROM {table}").fetchall() for table in ("audit_entry", "failure", "used_launch")]
    around = "".join(f"{page.text}{page.headers}" for page in pages)
    for secret in (*NOBODYS, SECRET, *tickets, *(part for ticket in tickets for part in ticket.split("."))):
        assert secret not in caplog.text + written.text + out.out + out.err + repr(kept) + around
    assert AuditEntry.select().where(AuditEntry.area == "portal").count() == 3
