"""axe finds nothing either while things go wrong or right: refused, saved, clashing, something open above the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from workchat.settings.models import Settings

# What is typed on each tab to be refused, and then to be saved.
TABS = {
    "general": ("Intervalo", "1", "45"),
    "transfer": ("Tempo de espera", "0", "10"),
    "contacts": ("Mensagem customizada", "oi {{senha}}", "Diga seu CPF e sua data de nascimento."),
    "privacy": ("Mensagem quando", "{{nome", "Tudo bem. Ligue para a escola."),
}


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,))


def save(page: Page) -> None:
    page.get_by_role("button", name="Salvar configurações").click()


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_is_clean_when_refused_and_when_saved(ana, tab):
    field, wrong, right = TABS[tab]
    ana.goto(f"/settings/{tab}")
    if tab == "transfer":
        ana.get_by_role("radio", name="Atendente").check()
    ana.get_by_role("textbox", name=field).fill(wrong)
    save(ana)
    expect(ana.locator(".error-summary")).to_be_focused()
    found = look(ana, f"{tab} refused")
    if tab == "transfer":
        ana.get_by_role("radio", name="Não transferir").check()
    ana.get_by_role("textbox", name=field).fill(right)
    save(ana)
    expect(ana.locator("#notices")).to_contain_text("Configurações salvas")
    assert not (found + look(ana, f"{tab} saved", inside=".content"))


def test_a_clash_and_a_stopped_transfer_are_clean(ana, staff):
    Settings.update(transfer_to="department", transfer_department=staff.financeiro, transfer_wait_minutes=10).execute()
    ana.goto("/settings/transfer")
    staff.caio.active = False
    staff.caio.save()
    Settings.update(transfer_version=Settings.transfer_version + 1).execute()
    ana.get_by_label("Tempo de espera").fill("20")
    ana.get_by_role("textbox", name="Mensagem enviada após").fill("Um momento.")
    save(ana)
    expect(ana.get_by_text("salvou esta guia enquanto você editava")).to_be_visible()
    found = look(ana, "clash")
    ana.goto("/settings/transfer")
    expect(ana.locator("main .callout.warn")).to_be_visible()
    assert not (found + look(ana, "stopped"))


def test_what_opens_above_a_page_is_clean(ana):
    ana.goto("/settings/general")
    ana.get_by_role("button", name="Inserir emoji").first.click()
    ana.get_by_label("Buscar emoji").fill("festa")
    found = look(ana, "emoji picker")
    ana.keyboard.press("Escape")
    ana.locator(".me summary").click()
    found += look(ana, "account menu", inside=".rail")  # half a target behind an open menu is no target
    ana.keyboard.press("Escape")
    ana.get_by_role("textbox", name="Intervalo").fill("60")
    ana.get_by_role("link", name="Contatos").first.click()
    expect(ana.get_by_role("dialog", name="Sair sem salvar?")).to_be_visible()
    assert not (found + look(ana, "leaving"))


@pytest.mark.parametrize("address", ["/people/new", "/departments/new", "/settings/closing-reasons/new",
                                     "/settings/integrations/new", "/account"])  # fmt: skip
def test_a_refused_form_is_clean(ana, address):
    ana.goto(address)
    ana.locator("main form", has=ana.locator("label")).locator("button[type=submit]").first.click()
    expect(ana.locator(".error-summary")).to_be_focused()
    assert not look(ana, f"{address} refused")


def test_refusals_in_the_chat_and_in_the_simulator_are_clean(ana, aurora):
    aurora.writes("Marta", "oi")
    ana.goto("/chat")
    ana.get_by_role("link", name="Marta Souza").click()
    ana.get_by_role("button", name="Enviar", exact=True).click()
    expect(ana.locator("#composer-error")).to_be_visible()
    found = look(ana, "empty answer")
    ana.get_by_role("link", name="Transferir").click()
    ana.get_by_role("button", name="Transferir").click()
    expect(ana.locator(".error-summary")).to_be_focused()
    found += look(ana, "transfer refused")
    ana.goto("/simulator")
    ana.get_by_role("textbox", name="Demora de cada resposta").fill("61")
    ana.get_by_role("button", name="Salvar falhas").click()
    expect(ana.locator(".error-summary")).to_be_focused()
    assert not (found + look(ana, "faults refused"))
