"""The database goes away under an open conversation: what is being typed stays, a line says so, and it comes back."""

import time

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


COUNT_WHAT_IS_SPOKEN = """region => { window.spoken = []; window.lines = 0;
new MutationObserver(() => window.spoken.push(region.textContent.trim())).observe(
  region, {childList: true, characterData: true, subtree: true});
new MutationObserver(() => { window.lines += 1; }).observe(document.querySelector("#alerts"), {childList: true}); }"""


def _wait(page, what: str) -> None:
    """As the page's own fences let it: a string is not evaluated in it again and again."""
    deadline = time.monotonic() + 20
    while not page.evaluate(what):
        assert time.monotonic() < deadline, what
        page.wait_for_timeout(100)


def test_a_screen_reader_says_it_once_however_often_the_page_asks_and_again_to_who_sends(
    visits, staff, aurora, tmp_path
):
    aurora.writes("Marta", "Preciso do boleto")
    bia = visits.page(staff.bia, expected=(503,))
    bia.goto(f"/chat/{Ticket.get().id}")
    bia.locator("#alerted").evaluate(COUNT_WHAT_IS_SPOKEN)
    with database_away(tmp_path):
        _wait(bia, "window.lines >= 4")
        assert bia.locator("#alerts [role=alert], #alerts[aria-live]").count() == 0
        [said] = bia.evaluate("window.spoken")
        assert said.startswith("O banco de dados não respondeu. Espere um minuto")
        bia.locator("#composer-form textarea").fill("Segue o boleto")
        bia.get_by_role("button", name="Enviar").first.click()
        _wait(bia, "window.spoken.length >= 2")
        assert bia.evaluate("window.spoken.slice(1).every(said => said === window.spoken[0])")
    expect(bia.locator("#alerted")).to_have_text("O que estava parado voltou a funcionar.")
