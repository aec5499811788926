"""The four tabs as pages: links, fragments, and the whole flow without JavaScript."""

import pytest

from tests.page import select, sign_in, submit, words
from workchat.settings.models import Settings

TABS = {
    "general": "Gerais",
    "transfer": "Transferência Automática",
    "contacts": "Contatos",
    "privacy": "Termos de privacidade",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.mark.parametrize("tab", [*TABS, "closing-reasons"])
def test_the_bar_marks_the_current_tab_and_links_the_others(ana, tab):
    page = ana.get(f"/settings/{tab}")
    links = select(page, "nav[aria-label=Configurações] a")
    assert [link["href"].rsplit("/", 1)[1] for link in links] == [*TABS, "closing-reasons", "integrations"]
    assert [link["href"] for link in links if link.get("aria-current") == "page"] == [f"/settings/{tab}"]


@pytest.mark.parametrize(("tab", "label"), TABS.items())
def test_htmx_gets_the_tab_alone_and_a_browser_the_whole_page(ana, tab, label):
    whole, piece = ana.get(f"/settings/{tab}"), ana.get(f"/settings/{tab}", headers=HTMX)
    assert words(whole, "main h2").startswith(label)
    assert select(whole, "html") and select(whole, "aside#aside .phone")
    assert not select(piece, "html") and select(piece, f"form#{tab}") and select(piece, ".phone")
    assert f"{label} · Configurações" in words(piece, "title")
    assert "HX-Request" in whole.headers["Vary"] and "HX-Request" in piece.headers["Vary"]


def test_going_back_through_htmx_gets_the_whole_page(ana):
    restored = ana.get("/settings/general", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert select(restored, "html")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_saves_without_javascript(ana, tab):
    page = ana.get(f"/settings/{tab}")
    form = select(page, f"form#{tab}")[0]
    assert form["method"] == "post" and form["action"] == f"/settings/{tab}"
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=radio])")}
    sent |= {field["name"]: field["value"] for field in form.select("input[type=radio][checked]")}
    sent |= {field["name"]: field.get_text().lstrip("\r\n") for field in form.select("textarea")}
    answer = ana.post(form["action"], data=sent)
    assert answer.status_code == 303 and answer.location == f"/settings/{tab}"
    assert "Configurações salvas às" in words(ana.get(answer.location), "#notices")


@pytest.mark.parametrize("tab", TABS)
def test_only_the_administrator_sees_the_tabs(client, cast, tab):
    assert client.get(f"/settings/{tab}").status_code == 303
    sign_in(client, cast.sara)
    assert client.get(f"/settings/{tab}").status_code == 403
    assert client.post(f"/settings/{tab}/preview").status_code in (400, 403)
    assert client.get(f"/settings/{tab}/history").status_code == 403


def test_a_refused_fragment_has_its_summary_and_nothing_is_stored(ana):
    answer = submit(ana, "/settings/general", {"interval_seconds": "1"}, headers=HTMX)
    assert answer.status_code == 422 and select(answer, ".error-summary a[href='#interval_seconds']")
    assert Settings.current().general_version == 1
