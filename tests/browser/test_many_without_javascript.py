"""Scheduled messages, many contacts at once and spreadsheets with JavaScript off: the reload button is enough."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_announcements import approved
from tests.cast import contact
from tests.contacts.spreadsheets import csv
from workchat.contacts.models import Contact, ContactTag
from workchat.scheduled.models import ScheduledMessage


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,), java_script_enabled=False)


def press(page: Page, name: str) -> None:
    """Press, and wait for the page that comes: a reload in between breaks off the form that is being sent."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).click()


def reload_until(page: Page, school, heading: str) -> None:
    """The person presses Atualizar, or the browser's own reload, until the page is another."""
    title = page.get_by_role("heading", level=1)
    assert school.until(lambda: page.reload() and title.inner_text() == heading), title.inner_text()


def test_a_template_is_chosen_filled_reviewed_and_scheduled(ana, aurora):
    row, _ = approved(aurora.number), contact()
    ana.goto("/scheduled/new")
    ana.get_by_label("Título").fill("Reunião de pais")
    ana.get_by_role("radio", name="Modelo aprovado").check()
    ana.get_by_label("Modelo", exact=True).select_option(value=str(row.id))
    press(ana, "Mostrar os campos deste modelo")
    press(ana, "Salvar e revisar")
    expect(ana.locator(".error-summary")).to_contain_text("{{2}}: preencha este campo")
    ana.get_by_label("No lugar de {{2}}").fill("na quinta")
    press(ana, "Salvar e revisar")
    expect(ana.locator(".samples .bubble-text")).to_have_text("Olá, Marta! A reunião é na quinta.")
    press(ana, "Agendar para 1 contato")
    expect(ana.locator("#notices")).to_contain_text("Mensagem agendada para 1 contato.")
    message = ScheduledMessage.get()
    assert message.parameters["2"] == "na quinta" and message.state != "draft"


def test_people_are_found_marked_and_tagged(ana, aurora):
    for name, wa_id in (("Marta Souza", "5511987654321"), ("João Lima", "5511987654322")):
        contact(name, wa_id)
    ana.goto("/contacts")
    ana.get_by_role("searchbox").fill("98765 4322")
    press(ana, "Buscar")
    expect(ana.locator("tbody tr")).to_have_count(1)
    ana.get_by_role("checkbox", name="Marcar João Lima").check()
    ana.get_by_label("Grupo ou tag").fill("Transporte")
    press(ana, "Aplicar")
    expect(ana.locator("#notices")).to_contain_text("Tag Transporte posta em 1 contato.")
    assert ContactTag.get().contact.name == "João Lima"
    with ana.expect_navigation():
        ana.get_by_role("link", name="Limpar").click()
    ana.locator("#filter-tag").select_option(label="Transporte")
    press(ana, "Filtrar")
    expect(ana.locator("tbody tr")).to_have_count(1)


def test_a_spreadsheet_comes_in(ana, aurora):
    content = csv("Nina Reis;11955550001;;;;", "Otto;123;;;;")
    ana.goto("/contacts/import")
    ana.locator("#file").set_input_files({"name": "pais.csv", "mimeType": "text/csv", "buffer": content})
    press(ana, "Enviar e conferir")
    ana.get_by_label("Tags para todos").fill("rematrícula")
    press(ana, "Atualizar")
    expect(ana.locator("#import-preview")).to_contain_text("telefone com 3 dígitos")
    press(ana, "Conferir 2 linhas")
    reload_until(ana, aurora, "Confira antes de importar")
    press(ana, "Importar 1 contato")
    reload_until(ana, aurora, "Contatos importados")
    assert Contact.get().name == "Nina Reis" and ContactTag.select().count() == 1
