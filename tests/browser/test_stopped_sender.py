"""The worker dies under an open Chat: a line says so by itself, and goes by itself when the worker is back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from workchat.chat.models import Ticket
from workchat.db import clock
from workchat.outbox.models import Delivery
from workchat.running.heartbeat import WEB
from workchat.running.models import Program

LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def pages_sign(aurora):
    """The pages have run for a while, as they sign it themselves where they are a process."""
    now = clock()
    Program.create(token="pages", kind=WEB, host="escola", pid=1, version="0", started_at=now - LONG_AGO,
                   seen_at=now + LONG_AGO)  # fmt: skip


def test_the_line_comes_and_goes_while_bia_types(visits, staff, aurora, pages_sign):
    aurora.writes("Marta", "Preciso do boleto")
    aurora.rests()
    worker = aurora.start("worker")
    assert aurora.until(lambda: Program.select().where(Program.pid == worker.pid, Program.looked_at.is_null(False)), 30)
    bia = visits.page(staff.bia)
    bia.goto(f"/chat/{Ticket.get().id}")
    expect(bia.locator("#alerts")).to_have_text("")
    worker.kill()
    worker.wait()
    Program.update(looked_at=clock() - LONG_AGO, started_at=clock() - 2 * LONG_AGO).where(Program.kind != WEB).execute()
    expect(bia.locator("#alerts")).to_contain_text("O envio está parado desde")
    expect(bia.locator("#alerted")).to_contain_text("Avise quem cuida do servidor")
    composer = bia.get_by_role("textbox", name="Mensagem")
    composer.fill("Segue o boleto")
    composer.press("Enter")
    expect(bia.locator("#alerts")).to_contain_text("1 resposta espera.")
    assert Delivery.get(Delivery.status == "queued")
    composer.fill("Mais alguma coisa?")
    aurora.start("worker")
    expect(bia.locator("#alerts")).to_have_text("", timeout=30_000)
    expect(bia.locator("#alerted")).to_have_text("O que estava parado voltou a funcionar.")
    expect(composer).to_have_value("Mais alguma coisa?")
    assert aurora.until(lambda: aurora.texts("Marta") == ["Segue o boleto"])
