"""Contacts, spreadsheets and scheduled messages while something goes wrong or right: clean, and said in words."""

import pytest
from playwright.sync_api import Page, expect

from tests.announcements import announcement
from tests.browser.axe import look
from tests.browser.fits import problems
from tests.browser.test_announcements import approved
from tests.cast import Cast, contact
from workchat.db import utcnow


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,))


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()


def refused(page: Page, name: str, button: str) -> list[str]:
    """The form is sent, the summary has the focus; what axe finds then."""
    press(page, button)
    expect(page.locator(".error-summary")).to_be_focused()
    return look(page, f"{name} refused") + problems(page)


def noticed(page: Page, words: str) -> list[str]:
    expect(page.locator("#notices")).to_contain_text(words)
    return look(page, words, inside=".content")


def test_contacts_are_clean_when_refused_and_when_done(ana, aurora):
    ana.goto("/contacts/new")
    found = refused(ana, "new contact", "Adicionar contato")
    ana.get_by_label("Nome", exact=True).fill("Marta Souza")
    ana.get_by_label("Telefone", exact=True).fill("11 98765-4321")
    press(ana, "Adicionar contato")
    expect(ana.get_by_role("heading", level=1)).to_have_text("Marta Souza")
    ana.goto("/contacts/groups")
    found += refused(ana, "group", "Criar grupo")
    ana.get_by_label("Nome", exact=True).fill("5º ano")
    press(ana, "Criar grupo")
    found += noticed(ana, "5º ano")
    ana.goto("/contacts")
    press(ana, "Aplicar")
    found += noticed(ana, "Marque pelo menos um contato.")
    ana.goto("/contacts?silent=yes")
    found += look(ana, "nobody found")
    assert not found, "\n".join(found)


def test_a_spreadsheet_is_clean_when_refused(ana, aurora):
    ana.goto("/contacts/import")
    found = refused(ana, "no file", "Enviar e conferir")
    ana.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"Bia;11955550001"})
    press(ana, "Enviar e conferir")
    expect(ana.get_by_role("heading", level=1)).to_have_text("O que há em cada coluna?")
    ana.locator(".import-columns select").nth(1).select_option(index=0)
    expect(ana.locator("#import-preview")).to_contain_text("Falta dizer qual coluna tem o telefone.")
    found += refused(ana, "columns", "Conferir 1 linha")
    assert not found, "\n".join(found)


def test_a_scheduled_message_is_clean_when_refused_and_when_changed(ana, aurora, staff):
    aurora.rests()
    row, marta = approved(aurora.number), contact()
    ana.goto("/scheduled/new")
    ana.get_by_role("radio", name="Modelo aprovado").check()
    ana.get_by_label("Modelo", exact=True).select_option(value=str(row.id))
    expect(ana.get_by_label("No lugar de {{2}}")).to_be_visible()
    ana.get_by_role("radio", name="Em um dia e hora").check()
    found = refused(ana, "compose", "Salvar e revisar")
    expect(ana.locator(".error-summary")).to_contain_text("{{2}}: preencha este campo")
    ana.get_by_label("Título").fill("Reunião")
    ana.get_by_label("No lugar de {{2}}").fill("quinta")
    ana.get_by_role("radio", name="Assim que eu agendar").check()
    press(ana, "Salvar e revisar")
    ana.get_by_label("Telefone com DDD").fill("12")
    press(ana, "Enviar teste")
    expect(ana.locator("#phone-error")).to_be_visible()
    found += look(ana, "test refused")
    late = announcement(Cast(staff.ana, *[None] * 5, aurora.number, None), utcnow(), "late")
    ana.goto(f"/scheduled/{late.id}/reschedule")
    found += refused(ana, "reschedule", "Salvar a data")
    assert marta and not found, "\n".join(found)


def test_the_protection_of_the_number_is_clean_open_and_refused(ana, aurora):
    ana.goto("/settings/general")
    ana.locator("#protection > summary").click()
    found = look(ana, "protection open", inside="#protection")
    ana.locator("#weekday_until").fill("7")
    ana.get_by_role("textbox", name="Limite de pessoas").fill("muitas")
    found += refused(ana, "protection", "Salvar configurações")
    assert ana.locator("#protection").get_attribute("open") is not None
    assert not found, "\n".join(found)


def test_what_is_seldom_wanted_is_under_more_on_a_phone(ana, aurora):
    ana.set_viewport_size({"width": 360, "height": 740})
    ana.goto("/contacts")
    rail = ana.locator(".rail")
    for place in ("Chat", "Contatos", "Agendadas"):
        expect(rail.get_by_role("link", name=place)).to_be_visible()
    expect(rail.get_by_role("link", name="Configurações")).to_be_hidden()
    for place, title in (("Pessoas", "Pessoas"), ("Configurações", "Configurações"), ("Simulador", "Simulador")):
        rail.locator(".me > summary").click()
        rail.get_by_role("link", name=place).click()
        expect(ana.get_by_role("heading", level=1)).to_contain_text(title)
