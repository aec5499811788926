"""What is checked of a page in the portal's frame is really seen: pages broken on purpose, one way each."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fits import TARGETS
from tests.browser.frames import grows, uncomfortable

HEADER = "<header class='page-header'><h1>Pessoas</h1></header>"
LONG = "<p>linha</p>" * 60
BAR = "<div style='position:fixed;bottom:0;left:0;right:0;height:60px;background:white'>{}</div>"
BROKEN = {
    "a second scroll bar": f"<main><div style='height:400px;overflow:auto'>{LONG}</div>{LONG}</main>",
    "scrolls inside what scrolls": f"<main style='height:200px;overflow:auto'>{LONG}"
    f"<div style='height:90px;overflow:auto'>{LONG}</div></main>",
    "cut off at the end": f"<style>body{{height:100vh;overflow:hidden}}</style><main>{LONG}</main>",
    "of 500": f"<main><header class='page-header' style='height:200px'><h1>Pessoas</h1></header>{LONG}</main>",
    "covered by <div": f"<main>{LONG}<button>Salvar</button></main>{BAR.format('')}",
    "out of reach": f"<main>{LONG}</main>{BAR.format('<a href=/ style=position:absolute;top:80px>Sair</a>')}",
    "for the messages": "<main><div class=messages style='height:90px;overflow:auto'></div></main>",
    "ends below the frame": "<main><section class=chat-talk><div class=messages style='height:480px'></div>"
    "<form class=composer style='height:60px'></form></section></main>",
}  # fmt: skip


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(viewport={"width": 600, "height": 500})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_page_is_seen(page: Page, words):
    page.set_content(BROKEN[words])
    assert any(words in line for line in uncomfortable(page, TARGETS))


def test_a_sound_page_is_not_complained_about(page: Page):
    page.set_content(f"<main>{HEADER}{LONG}<button>Salvar</button></main><style>html{{scroll-padding-bottom:80px}}"
                     f"main{{padding-bottom:80px}}</style>{BAR.format('<a href=/>Chat</a>')}")  # fmt: skip
    assert uncomfortable(page, TARGETS) == []
    assert grows(page) == []


def test_a_page_that_grows_with_its_frame_is_seen(page: Page):
    page.set_content("<main style='height:calc(100vh + 40px)'></main>")
    assert grows(page)
