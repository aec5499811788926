"""Every kind of page opens in the sandbox of a portal, where storage, dialogs and the page around are out of reach."""

from playwright.sync_api import expect

from tests.browser.in_a_portal import inside, sign_in
from tests.browser.test_portal_fences import SANDBOX

PAGES = (
    "/chat", "/contacts", "/contacts/new", "/contacts/groups", "/contacts/import", "/contacts/export", "/students",
    "/students/upload", "/scheduled", "/scheduled/new", "/people", "/people/new", "/departments", "/account",
    "/settings/general", "/settings/transfer", "/settings/contacts", "/settings/privacy", "/settings/closing-reasons",
    "/settings/integrations", "/settings/integrations/new", "/settings/integrations/totvs",
)  # fmt: skip
OPENERS = "[data-dialog], .me > summary, [data-emoji-for]"
TOUCH = """(openers) => { document.querySelectorAll(openers).forEach((one) => one.click());
  document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true})); }"""


def test_every_kind_of_page_works_in_a_sandbox(tab, framed):
    """The tab's own watch refuses every console error, blocked script, dialog and failed request."""
    tab.set_viewport_size({"width": 600, "height": 548})  # the portal's header takes the rest of 500
    tab.goto(framed.around(sandbox=SANDBOX))
    sign_in(tab, framed.staff.ana)
    frame = tab.frames[1]
    for address in PAGES:
        frame.goto(framed.chat + address)
        expect(inside(tab).locator("h1")).to_have_count(1)
        frame.evaluate(TOUCH, OPENERS)
        assert frame.url == framed.chat + address
        assert tab.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), f"{address}: a second scroll bar"
