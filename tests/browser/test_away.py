"""The database goes away under an open conversation: what is being typed stays, a line says so, and it comes back."""

from playwright.sync_api import expect

from tests.away import database_away
from workchat.chat.models import Ticket


def test_a_reply_that_is_being_typed_survives(visits, staff, aurora, tmp_path):
    aurora.writes("Marta", "Preciso do boleto")
    bia = visits.page(staff.bia, expected=(503,))
    bia.goto(f"/chat/{Ticket.get().id}")
    composer = bia.locator("#composer-form textarea")
    composer.fill("Segue o boleto")
    with database_away(tmp_path):
        expect(bia.locator("#alerts")).to_contain_text("O banco de dados não respondeu")
        bia.get_by_role("button", name="Enviar").first.click()
        expect(bia.locator("#alerts")).to_contain_text("O que você digitou continua na tela")
        expect(bia.locator(".bubble-text").first).to_have_text("Preciso do boleto")
        expect(composer).to_have_value("Segue o boleto")
    composer.press("Control+Enter")
    assert aurora.until(lambda: "Segue o boleto" in aurora.texts("Marta"))
    expect(bia.locator("#alerts")).not_to_contain_text("O banco de dados não respondeu")
