"""The Chat while people work in it: what is typed is not lost, and Enter does what it says."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from workchat.chat.models import Message


@pytest.fixture
def bia(visits, staff, aurora) -> Page:
    """Bia has Marta's ticket before her, and João waits too."""
    aurora.writes("Marta", "Preciso do boleto")
    aurora.writes("João", "Bom dia")
    page = visits.page(staff.bia)
    page.goto("/chat")
    page.get_by_role("link", name="Marta Souza").click()
    return page


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Mensagem")


def test_taking_the_ticket_keeps_what_was_typed(bia):
    box(bia).fill("Já vou mandar")
    bia.get_by_role("button", name="Assumir").click()
    expect(bia.locator("#talk-head")).to_contain_text("com você")
    expect(box(bia)).to_have_value("Já vou mandar")


def test_a_change_of_mind_and_another_ticket_keep_it_too_each_its_own(bia):
    box(bia).fill("Já vou mandar")
    bia.get_by_role("link", name="Encerrar").click()
    bia.get_by_role("link", name="Cancelar").click()
    expect(box(bia)).to_have_value("Já vou mandar")
    bia.get_by_role("link", name="João Pereira").click()
    expect(bia.get_by_role("heading", level=1)).to_have_text("João Pereira")
    expect(box(bia)).to_have_value("")
    bia.get_by_role("link", name="Marta Souza").click()
    expect(box(bia)).to_have_value("Já vou mandar")


def test_a_note_for_colleagues_comes_back_as_a_note(bia):
    box(bia).fill("A mãe ligou ontem")
    bia.get_by_label("Nota interna").check()
    bia.get_by_role("button", name="Assumir").click()
    expect(bia.locator("#talk-head")).to_contain_text("com você")
    expect(box(bia)).to_have_value("A mãe ligou ontem")
    expect(bia.get_by_label("Nota interna")).to_be_checked()


def test_what_was_sent_does_not_come_back(bia, aurora):
    box(bia).fill("Bom dia!")
    box(bia).press("Shift+Enter")
    box(bia).press_sequentially("Segue o boleto.")
    box(bia).press("Enter")
    expect(bia.locator("#messages .bubble.out")).to_contain_text("Segue o boleto.")
    expect(box(bia)).to_have_value("")
    bia.get_by_role("link", name="João Pereira").click()
    expect(bia.get_by_role("heading", level=1)).to_have_text("João Pereira")
    bia.get_by_role("link", name="Todos").click()
    expect(bia.locator("#queue-all[aria-current=page]")).to_be_visible()
    bia.get_by_role("link", name="Marta Souza").click()
    expect(bia.locator("#messages .bubble.out")).to_contain_text(re.compile("Entregue|Lida"))
    expect(box(bia)).to_have_value("")
    assert aurora.texts("Marta") == ["Bom dia!\nSegue o boleto."]


def test_a_note_is_seen_by_the_school_alone(bia, aurora):
    box(bia).fill("Mãe separada, ligar antes")
    bia.get_by_label("Nota interna").check()
    box(bia).press("Enter")
    expect(bia.locator("#messages .bubble.note")).to_contain_text("ligar antes")
    assert Message.select().where(Message.direction == "note").count() == 1
    assert aurora.texts("Marta") == []


def test_the_inbox_at_a_phones_width_shows_the_list_or_the_talk(bia):
    bia.set_viewport_size({"width": 360, "height": 740})
    expect(bia.get_by_role("link", name="João Pereira")).to_be_hidden()
    bia.get_by_role("link", name="Voltar à lista").click()
    expect(bia.get_by_role("link", name="João Pereira")).to_be_visible()
    bia.get_by_role("link", name="Marta Souza").click()
    bia.get_by_role("link", name="Ver contato").click()
    expect(bia.locator("#contact")).to_contain_text("Tickets anteriores")
    bia.get_by_role("link", name="Fechar").click()
    expect(bia.locator("#contact")).to_be_hidden()
