"""axe finds nothing on any page, on a phone and on a wide screen, in light and in dark; and every page fits."""

from tests.browser.address_book import furnish, pages
from tests.browser.axe import look
from tests.browser.fits import BEYOND, problems
from workchat.accounts.set_up import make_link
from workchat.db import utcnow


def test_every_page_of_the_administrator_is_clean_and_fits(ana, aurora, staff):
    known, found = furnish(aurora, staff), []
    for address in pages(aurora, known):
        ana.goto(address)
        assert ana.locator("h1").count() == 1, f"{address}: one heading says what the page is"
        assert ana.title().endswith("WorkChat")
        found += look(ana) + problems(ana)
    assert not found, "\n".join(found)


def test_an_empty_school_is_clean(ana, aurora, staff):
    found = []
    for address in ("/chat?queue=intake", "/chat?queue=mine", "/chat?queue=closed", "/chat?q=ninguem",
                    "/settings/privacy/history", "/settings/integrations/kept", "/contacts", "/contacts?silent=yes",
                    "/contacts/groups", "/contacts/tags", "/contacts/import", "/scheduled"):  # fmt: skip
        ana.goto(address)
        found += look(ana)
    assert not found, "\n".join(found)


def test_the_doors_are_clean_and_fit(visits, aurora):
    somebody = visits.page(expected=(410, 422))
    found = []
    for address in ("/", f"/set-up/{make_link(utcnow())}", "/set-up/usado", "/access/usado"):
        somebody.goto(address)
        found += look(somebody) + problems(somebody)
        if somebody.locator("main form button").count():
            somebody.locator("main form button").last.click()
            somebody.locator(".error-summary").wait_for()
            found += look(somebody, f"{address} refused")
    assert not found, "\n".join(found)


def test_login_and_access_link_are_clean_and_fit(visits, ana, staff):
    ana.goto(f"/people/{staff.bia.id}")
    ana.get_by_role("button", name="Gerar link de acesso").click()
    link = ana.locator("#access-link").text_content()
    found, somebody = look(ana, "access link made"), visits.page(expected=(422,))
    for address in ("/login", link):
        somebody.goto(address)
        found += look(somebody) + problems(somebody)
        somebody.locator("main form button").last.click()
        somebody.locator(".error-summary").wait_for()
        found += look(somebody, f"{address} refused")
    assert not found, "\n".join(found)


def test_the_error_pages_are_clean_and_fit(visits, staff):
    found = []
    bia = visits.page(staff.bia, expected=(403, 404))
    for address in ("/settings/general", "/chat/99999", "/nada"):
        bia.goto(address)
        found += look(bia) + problems(bia)
    assert not found, "\n".join(found)


def test_an_open_emoji_picker_stays_on_a_small_phone(ana):
    ana.set_viewport_size({"width": 320, "height": 600})
    ana.goto("/settings/general")
    ana.get_by_role("button", name="Inserir emoji").first.click()
    ana.get_by_label("Buscar emoji").wait_for()
    assert not ana.evaluate(BEYOND)
    box = ana.locator(".emoji-popover").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320


def within(page, selector: str, width: int, height: int) -> None:
    page.locator(selector).wait_for()
    box = page.locator(selector).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width, box
    assert box["y"] >= 0 and box["y"] + box["height"] <= height, box


def test_what_opens_above_a_page_fits_the_small_frame(ana, aurora):
    aurora.writes("Marta", "oi")
    ana.set_viewport_size({"width": 600, "height": 500})
    ana.goto("/chat")
    ana.get_by_role("link", name="Marta Souza").click()
    ana.get_by_role("button", name="Inserir emoji").click()
    ana.get_by_label("Buscar emoji").wait_for()
    within(ana, ".emoji-popover", 600, 500)
    ana.keyboard.press("Escape")
    ana.get_by_role("link", name="Ver contato").click()
    within(ana, ".chat-contact", 600, 500)
    ana.goto("/settings/general")
    ana.locator(".me > summary").click()
    within(ana, ".me-panel", 600, 500)
    ana.keyboard.press("Escape")
    ana.get_by_role("textbox", name="Intervalo").fill("60")
    ana.get_by_role("link", name="Contatos").first.click()
    within(ana, "#leave", 600, 500)
