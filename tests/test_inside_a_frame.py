"""Inside the portal's frame: links out of WorkChat open a new tab and say so, ours never do, nothing counts on what
browsers refuse to frames."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from tests.everything import fill_school
from tests.page import sign_in
from tests.test_output import pages
from workchat.accounts.models import User
from workchat.config import ROOT
from workchat.contacts.models import Contact
from workchat.simulator.models import Phone
from workchat.students.models import Student
from workchat.text.markup import to_html

SOMEBODY = "Canária Lima"
NEW_TAB = re.compile(r"nova aba")
# Storage and cookies are empty or refused in a frame, dialogs and windows are blocked, and the page around is not ours.
REFUSED = re.compile(
    r"\b(localStorage|sessionStorage|indexedDB|caches|Notification|serviceWorker|showModalDialog)\b|document\.cookie"
    r"|\b(window\.)?(open|alert|confirm|prompt)\(|\b(window\.)?top\.(location|document)|parent\.(location|document)"
    r"|hx-confirm|hx-prompt"
)
SOURCES = sorted([*(ROOT / "static" / "js").glob("*.js"), *(ROOT / "templates").rglob("*.html")])


def wrong(link: Tag) -> str:
    """Why a link must not be as it is, or nothing."""
    out = bool(urlsplit(link["href"]).netloc)
    rel, says = set(link.get("rel", ())), bool(NEW_TAB.search(link.get_text(" ")))
    if not out:
        # WorkChat itself in a tab of its own is the way out of a portal in which the browser keeps no cookie.
        return "" if "target" not in link.attrs or (says and "noopener" in rel) else "our own page in a new tab"
    if link.get("target") != "_blank" or not rel >= {"noopener", "noreferrer"}:
        return "leads out of the frame, in the frame"
    if link.find_parent(class_="bubble-text"):
        return "" if "nofollow" in rel else "vouches for what somebody wrote"
    return "" if says and link.select("svg use[href$=external-link]") else "does not say that a new tab opens"


def complaints(page: str) -> list[str]:
    soup = BeautifulSoup(page, "html.parser")
    found = [f"{why}: {link}" for link in soup.select("a[href], area[href]") if (why := wrong(link))]
    return found + [f"target of {form}"[:120] for form in soup.select("form[target], [formtarget], base")]


def test_links_out_of_workchat_open_a_new_tab_and_ours_do_not(app, client, cast):
    filled = fill_school(app, cast)
    sign_in(client, cast.ana)
    seen = pages(app, client, filled)
    found = [f"{url}: {line}" for url, page in seen.items() for line in complaints(page)]
    assert not found, "\n".join(found)
    assert any("https://developers.facebook.com" in page for page in seen.values())
    assert any(BeautifulSoup(page, "html.parser").select(".bubble-text a") for page in seen.values())


def test_the_portal_is_not_told_with_whom_the_school_talks(app, client, cast):
    filled = fill_school(app, cast)
    for model in (Contact, Student, User, Phone):
        model.update(name=model.id.cast("text").concat(f" {SOMEBODY}")).execute()
    sign_in(client, cast.ana)
    seen = {url: BeautifulSoup(page, "html.parser") for url, page in pages(app, client, filled).items()}
    assert any(SOMEBODY in page.title.text for page in seen.values() if page.title)  # people who work here read it
    assert not [url for url, page in seen.items() if SOMEBODY in told(page)]


def told(page: BeautifulSoup) -> str:
    """The title that static/js/portal.js tells the portal."""
    kind = page.select_one("#page [data-told]")
    return kind["data-told"] if kind else page.title.text if page.title else ""


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ('<a href="https://wa.me/55">Abrir</a>', "leads out"),
        ('<a href="//wa.me/55" target="_blank" rel="noopener">Abrir</a>', "leads out"),
        ('<a href="https://wa.me/55" target="_blank" rel="noopener noreferrer">Abrir</a>', "does not say"),
        ('<a href="/chat" target="_blank">Chat</a>', "our own page"),
        (
            '<p class="bubble-text"><a href="https://x.example" target="_blank" rel="noopener noreferrer">x</a></p>',
            "vouch",
        ),
        ('<form target="_top"></form>', "target of"),
    ],
)
def test_a_wrong_link_is_seen(html, why):
    assert [why in line for line in complaints(html)] == [True]


@pytest.mark.parametrize("text", ["veja https://escola.example/a?b=1", "*https://x.example*", "- https://x.example",
                                  "> http://x.example", "https://a.example https://b.example"])  # fmt: skip
def test_links_in_messages_open_a_new_tab(text):
    page = f'<p class="bubble-text">{to_html(text)}</p>'
    assert "<a " in page and not complaints(page)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_counts_on_what_a_frame_may_not_have(path: Path):
    found = [f"{number}: {line.strip()}" for number, line in enumerate(path.read_text().splitlines(), 1)
             if REFUSED.search(line)]  # fmt: skip
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["localStorage.setItem('a', 1)", "if (confirm('Apagar?'))", "window.open(url)",
                                  "document.cookie", "new Notification('oi')", "top.location = url"])  # fmt: skip
def test_what_a_frame_may_not_have_is_seen(line):
    assert REFUSED.search(line)
