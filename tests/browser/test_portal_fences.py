"""Who cannot show WorkChat in a frame, what a browser without cookies sees there, and what the portal is told."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.in_a_portal import CHAT, EVIL, OTHER, PORTAL, inside, sign_in
from workchat.accounts.models import Session

BLOCKED = "Seu navegador bloqueou a entrada dentro do portal"
# What docs/self-hosting.md asks of a portal that puts its frames into a sandbox.
SANDBOX = "allow-scripts allow-forms allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox"
PLACES = {"/settings/general": "^Gerais", "/settings/transfer": "^Transferência", "/contacts": "^Contatos",
          "/account": "^Sua conta", "/people/new": "^Convidar", "/chat": "^Aguardando"}  # fmt: skip


@pytest.fixture
def stranger(strict, framed, framed_visits) -> Page:
    """A tab of which nobody expects that all is well."""
    return strict.new_page()


def test_this_browser_really_keeps_no_third_party_cookie(tab, framed):
    """Else everything else here would show nothing: a cookie that is not partitioned does not come back."""
    other = framed.proxy.origin(OTHER)
    for seen in ("nothing", "seen=before"):  # alone in a tab it does
        tab.goto(f"{other}/cookie")
        expect(tab.locator("body")).to_have_text(seen)
    for _ in range(2):
        tab.goto(framed.around(around=other, path="/cookie"))
        expect(inside(tab).locator("body")).to_have_text("nothing")


@pytest.mark.parametrize("path", ["/login", "/chat", "/nada", "/static/css/base.css", "/embed/landed", "/access/x"])
def test_nobody_else_shows_any_page_in_a_frame(stranger, framed, path):
    shows_nothing(stranger, framed.around(EVIL, path=path))


def test_the_portal_inside_another_page_shows_it_no_more(stranger, framed):
    """What lies over a page around the portal could catch clicks too."""
    shows_nothing(stranger, framed.around(EVIL, around=framed.proxy.origin(PORTAL), path="/"))
    expect(inside(stranger).locator("header")).to_have_text("Portal da Escola Aurora")


def test_another_site_launches_nobody(stranger, framed):
    """Its pass may be right: whose it is would be signed in there unasked."""
    before = Session.select().count()
    shows_nothing(stranger, framed.around(EVIL, who=framed.staff.bia.email, page="chat"))
    assert Session.select().count() == before


def shows_nothing(page: Page, address: str) -> None:
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(address)
    expect(page.frames[-1].locator("html")).not_to_contain_text("WorkChat")


def test_a_browser_that_keeps_no_cookie_at_all_gets_the_way_out_after_the_password(strict, framed, framed_visits):
    framed.proxy.forgetful.add(CHAT)
    tab = strict.new_page()
    framed_visits.watch(tab, (400,))
    tab.goto(framed.around())
    frame = inside(tab)
    frame.get_by_label("E-mail").fill(framed.staff.bia.email)
    frame.get_by_label("Senha").fill("qualquer uma serve")
    frame.get_by_role("button", name="Entrar").click()
    leave(tab, frame, strict, framed)


@pytest.mark.parametrize("sandbox", ["", SANDBOX])
def test_a_browser_that_keeps_no_cookie_at_all_gets_the_way_out_after_a_launch(tab, strict, framed, sandbox):
    framed.proxy.forgetful.add(CHAT)
    more = {"sandbox": sandbox} if sandbox else {}
    tab.goto(framed.around(who=framed.staff.bia.email, page="chat", **more))
    leave(tab, inside(tab), strict, framed)


def test_the_sign_in_has_a_small_link_that_does_the_same(tab, strict, framed):
    tab.goto(framed.around())
    opened(inside(tab).get_by_role("link", name="Abrir em nova aba"), strict, framed)


def leave(tab: Page, frame: FrameLocator, strict, framed) -> None:
    """The page has one button; it opens WorkChat in a tab of its own, where one can enter."""
    expect(frame.get_by_role("heading", level=1)).to_have_text(BLOCKED)
    expect(frame.locator("#page a, #page button")).to_have_count(1)
    framed.proxy.forgetful.clear()
    opened(frame.get_by_role("link", name="Abrir em nova aba"), strict, framed)


def opened(link, strict, framed) -> None:
    with strict.expect_page() as came:
        link.click()
    alone = came.value
    alone.get_by_label("E-mail").fill(framed.staff.bia.email)
    alone.get_by_label("Senha").fill("uma frase comprida da escola")
    alone.get_by_role("button", name="Entrar").click()
    expect(alone.locator(".rail")).to_be_visible()
    assert alone.evaluate("window.opener") is None


def test_in_a_sandbox_as_documented_everything_works(tab, framed):
    tab.goto(framed.around(sandbox=SANDBOX))
    frame = sign_in(tab, framed.staff.bia)
    frame.get_by_role("link", name="Contatos").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Contatos")


# What the portal is told -----------------------------------------------------------------------------------------


def test_the_portal_is_told_title_and_height_and_nothing_else(tab, framed):
    tab.goto(framed.around())
    expect(tab).to_have_title("Entrar · WorkChat")
    frame = sign_in(tab, framed.staff.ana)
    expect(tab).to_have_title(re.compile("Chat · WorkChat$"))
    frame.get_by_role("link", name="Configurações").click()
    expect(tab).to_have_title(re.compile("^Gerais · .*WorkChat$"))
    frame.locator("#tab-privacy").click()  # htmx changes the page in place
    expect(tab).to_have_title(re.compile("^Termos de privacidade · .*WorkChat$"))
    told = tab.evaluate("window.told")
    assert all(set(message) == {"type", "title", "height"} for message in told)
    heights = {message["title"].split(" · ")[0]: message["height"] for message in told}
    assert heights["Aguardando"] == 600  # the Chat fills what it gets
    assert 600 <= heights["Entrar"] < 700
    assert heights["Gerais"] > 1000


def test_the_portal_is_told_that_a_conversation_is_open_and_not_whose(tab, framed):
    framed.marta_writes("Bom dia")
    tab.goto(framed.around())
    frame = sign_in(tab, framed.staff.ana)
    frame.get_by_role("link", name="Marta").first.click()
    expect(tab).to_have_title("Conversa · Chat · WorkChat")
    assert not [message for message in tab.evaluate("window.told") if "Marta" in message["title"]]


@pytest.mark.parametrize("width", [1280, 600, 360])
def test_a_portal_that_gives_the_height_that_is_asked_for_comes_to_rest_without_a_second_scroll_bar(tab, framed, width):
    tab.set_viewport_size({"width": width, "height": 500})
    tab.goto(framed.around(obeys="1"))
    frame, heights = sign_in(tab, framed.staff.ana), {}
    for place in PLACES:
        frame.locator("body").evaluate("(body, place) => { location.href = place; }", place)
        heights[place] = at_rest(tab, frame, place)
    assert heights["/settings/general"] > 1000 > heights["/chat"]
    assert heights["/account"] < heights["/settings/general"]  # it shrinks again
    assert len(tab.evaluate("told")) <= 2 * (len(PLACES) + 2)  # as it comes, and as the scripts left it


def at_rest(tab: Page, frame: FrameLocator, place: str) -> int:
    """The height of the frame when it is as high as the page inside asks for, which then has nothing to scroll."""
    expect(tab).to_have_title(re.compile(PLACES[place]))
    tab.wait_for_load_state("networkidle")
    tab.wait_for_function("told.at(-1).height === document.querySelector('iframe').clientHeight")
    page = frame.locator("html")
    high, shown = page.evaluate("(page) => [page.scrollHeight, page.clientHeight]")
    assert high <= shown, f"{place} scrolls {high - shown} px"
    return shown


def test_alone_nobody_is_told_anything(strict, framed, framed_visits):
    alone = strict.new_page()
    framed_visits.watch(alone, ())
    alone.add_init_script("window.told = []; addEventListener('message', (event) => told.push(event.data))")
    alone.goto(f"{framed.chat}/login")
    alone.wait_for_load_state("networkidle")
    assert alone.evaluate("told") == []
