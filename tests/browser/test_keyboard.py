"""The four tabs of Configurações with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import focus, tab_to, walk
from workchat.settings.models import Settings

TABS = {
    "general": ["interval_seconds", "welcome_text", "closing_text"],
    "transfer": ["transfer_to-0", "transfer_wait_minutes", "transfer_text"],
    "contacts": ["save_contacts", "restriction", "request_text"],
    "privacy": ["privacy_url", "terms_always-0", "refusal_text"],
}
HEARTS = {"❤️", "😍", "🥰", "😻", "💕", "💖", "💘", "💝"}  # the first that the search offers is one of them
SAVE = "Salvar configurações"


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,))


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("tab", TABS)
def test_tab_reaches_everything_in_reading_order_and_shows_where_it_is(ana, tab, width):
    ana.set_viewport_size({"width": width, "height": 740})
    ana.goto(f"/settings/{tab}")
    stops = walk(ana)
    names, ids = [stop["name"] for stop in stops], [stop["id"] for stop in stops]
    wanted = ["tab-general", "tab-transfer", "tab-contacts", "tab-privacy", *TABS[tab]]
    assert [id for id in ids if id in wanted] == wanted
    assert names[:2] == ["Ir para o conteúdo", "Chat"] and names.index(SAVE) > ids.index(wanted[-1])
    assert not [stop for stop in stops if not stop["ring"]], "focus without a ring"
    assert not [stop for stop in stops if not stop["seen"]], "focus under something else"


def test_arrows_choose_among_radios_and_the_choice_brings_its_list(ana):
    ana.goto("/settings/transfer")
    tab_to(ana, "Não transferir")
    ana.keyboard.press("ArrowDown")
    expect(ana.get_by_role("radio", name="Atendente")).to_be_checked()
    ana.keyboard.press("Tab")
    assert focus(ana)["id"] == "transfer_agent"
    ana.keyboard.type("Bia")
    expect(ana.locator("#transfer_agent option:checked")).to_have_text("Bia Rocha")


def test_an_emoji_is_found_and_chosen_without_the_mouse(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Inserir emoji")
    ana.keyboard.press("Enter")
    expect(ana.get_by_label("Buscar emoji")).to_be_focused()
    ana.keyboard.type("coracao")
    expect(ana.locator(".emoji-name")).to_contain_text("emojis")
    ana.keyboard.press("Enter")
    welcome = ana.locator("#welcome_text")
    expect(welcome).to_be_focused()
    assert welcome.input_value() in HEARTS
    ana.keyboard.press("Shift+Tab")
    assert focus(ana)["name"] == "Inserir emoji"
    ana.keyboard.press("Enter")
    expect(ana.get_by_label("Buscar emoji")).to_be_focused()
    ana.keyboard.press("Escape")
    expect(ana.locator(".emoji-popover")).to_have_count(0)
    assert focus(ana)["name"] == "Inserir emoji"


def test_arrows_walk_through_the_emojis(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Inserir emoji")
    ana.keyboard.press("Enter")
    expect(ana.get_by_label("Buscar emoji")).to_be_focused()
    ana.keyboard.press("ArrowDown")
    first = focus(ana)["name"]
    ana.keyboard.press("ArrowRight")
    second = focus(ana)["name"]
    ana.keyboard.press("ArrowLeft")
    assert first != second and focus(ana)["name"] == first
    ana.keyboard.press("ArrowUp")
    expect(ana.get_by_label("Buscar emoji")).to_be_focused()


def test_what_is_typed_is_saved_and_the_notice_is_spoken(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Mensagem padrão novo chat")
    ana.keyboard.type("Olá!")
    expect(ana.locator(".save-bar")).to_contain_text("Você tem alterações não salvas")
    tab_to(ana, SAVE)
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("status").filter(has_text="Configurações salvas às")).to_be_visible()
    assert Settings.current().welcome_text == "Olá!"
    expect(ana.locator("body")).not_to_be_focused()


def test_a_refusal_takes_the_focus_to_the_summary_and_from_there_to_the_field(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Intervalo entre envio")
    ana.keyboard.press("Control+A")
    ana.keyboard.type("30s")
    ana.keyboard.press("Enter")
    summary = ana.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(ana).to_have_title("Erro: Gerais · Configurações · WorkChat")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    field = ana.locator("#interval_seconds")
    expect(field).to_be_focused()
    expect(field).to_have_value("30s")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "Erro:" in ana.locator("#interval_seconds-error").inner_text()


def test_leaving_with_something_unsaved_asks_first(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Intervalo entre envio")
    ana.keyboard.type("5")
    tab_to(ana, "Contatos", "Shift+Tab")
    ana.keyboard.press("Enter")
    dialog = ana.get_by_role("dialog", name="Sair sem salvar?")
    expect(dialog.get_by_role("button", name="Continuar editando")).to_be_focused()
    ana.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert focus(ana)["id"] == "tab-contacts"
    ana.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    tab_to(ana, "Sair sem salvar")
    ana.keyboard.press("Enter")
    expect(ana).to_have_url(re.compile("/settings/contacts$"))
    expect(ana.locator("#restriction")).to_be_visible()


def test_tabs_are_addresses_back_and_reload_work(ana):
    ana.goto("/settings/general")
    tab_to(ana, "Transferência Automática")
    ana.keyboard.press("Enter")
    expect(ana.locator("#tab-transfer[aria-current=page]")).to_be_focused()
    expect(ana).to_have_title("Transferência Automática · Configurações · WorkChat")
    ana.go_back()
    expect(ana.locator("#tab-general[aria-current=page]")).to_be_visible()
    expect(ana.locator("#interval_seconds")).to_be_visible()
    expect(ana.locator(".phone")).to_be_visible()
    ana.go_forward()
    expect(ana.locator("#transfer_wait_minutes")).to_be_visible()
    ana.reload()
    expect(ana.locator("#tab-transfer[aria-current=page]")).to_be_visible()
