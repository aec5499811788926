"""python -m tests.browser.portal_shots FOLDER: the portal with WorkChat in its frame, for a person to look at.

The frame is 900×600, 600×500 and 360 px wide, as portals have them; around it is the example portal.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import chromium
from tests.browser.in_a_portal import CHAT, FramedSchool, framed_school, inside, sign_in, strict_chromium

BAR = 43  # px: the portal's own header
SIZES = ((1280, 800), (900, 600), (600, 500), (360, 640))
PAGES = {
    "chat": "/chat", "general": "/settings/general", "transfer": "/settings/transfer", "contacts": "/contacts",
    "compose": "/scheduled/new", "people": "/people", "integrations": "/settings/integrations", "account": "/account",
    "import": "/contacts/import", "nowhere": "/nada",
}  # fmt: skip
# The frame of another origin is drawn by another process: it may still be as wide as before.
DRAWN = """(_, width) => new Promise((done) => {
  const look = () => requestAnimationFrame(innerWidth === width ? () => requestAnimationFrame(done) : look);
  look();
})"""


def shoot(page: Page, folder: Path, name: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height + BAR})
        inside(page).locator("html").evaluate(DRAWN, width)
        page.screenshot(path=folder / f"portal-{name}-{width}.png")


def go(page: Page, path: str) -> None:
    inside(page).locator("body").evaluate("(body, path) => { location.href = path; }", path)
    page.wait_for_load_state("networkidle")
    expect(inside(page).locator("#page > *").first).to_be_visible()


def visit(page: Page, school: FramedSchool, folder: Path) -> None:
    school.proxy.forgetful.add(CHAT)
    page.goto(school.around(who=school.staff.bia.email, page="chat"))
    expect(inside(page).get_by_role("link", name="Abrir em nova aba")).to_be_visible()
    shoot(page, folder, "blocked")
    school.proxy.forgetful.clear()
    page.context.clear_cookies()
    page.goto(school.around())
    expect(inside(page).get_by_role("button", name="Entrar")).to_be_visible()
    shoot(page, folder, "sign-in")
    for text in ("Bom dia! Preciso do boleto de novembro", "É o da Ana Clara, 7º B"):
        school.marta_writes(text)
    frame = sign_in(page, school.staff.ana)
    for name, path in PAGES.items():
        go(page, path)
        if name == "chat":
            frame.get_by_role("link", name="Marta Souza").click()
            frame.get_by_role("button", name="Assumir").click()
            expect(frame.locator("#talk-head")).to_contain_text("com você")
        shoot(page, folder, name)
    page.goto(school.around(who="desconhecida", page="chat"))
    expect(inside(page).locator("#reference")).to_be_visible()
    shoot(page, folder, "refused")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        room = Path(place)
        with (
            framed_school(room) as school,
            chromium() as browser,
            strict_chromium(browser, room / "profile") as context,
        ):
            visit(context.new_page(), school, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
