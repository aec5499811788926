"""Writing to many, marking many and bringing many in, with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import focus, tab_to, walk
from tests.cast import contact
from tests.contacts.spreadsheets import csv
from workchat.contacts.models import Contact, ContactTag
from workchat.scheduled.models import ScheduledMessage


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,))


def press(page: Page, name: str, key: str = "Enter") -> None:
    tab_to(page, name)
    page.keyboard.press(key)


def seen_all_the_way(page: Page) -> list[str]:
    """The names of all stops, each with its ring and in sight."""
    stops = walk(page, 200)
    assert not [stop for stop in stops if not stop["ring"]], "focus without a ring"
    assert not [stop for stop in stops if not stop["seen"]], "focus under something else"
    return [stop["name"] for stop in stops]


@pytest.mark.parametrize("width", [1440, 360])
def test_every_stop_of_the_new_pages_is_in_sight(ana, aurora, width):
    contact()
    ana.set_viewport_size({"width": width, "height": 740})
    for address, last in (("/contacts", "Aplicar"), ("/contacts/import", "Enviar e conferir"),
                          ("/scheduled/new", "Salvar e revisar")):  # fmt: skip
        ana.goto(address)
        names = seen_all_the_way(ana)
        assert names[0] == "Ir para o conteúdo" and last in names


def test_a_message_is_written_reviewed_and_scheduled(ana, aurora):
    aurora.writes("Marta", "Oi")
    assert aurora.until(lambda: Contact.select().where(Contact.saved_at.is_null(False)).count())
    ana.goto("/scheduled/new")
    tab_to(ana, "Título")
    ana.keyboard.type("Reunião de pais")
    tab_to(ana, "Mensagem")
    ana.keyboard.type("Olá, {{primeiro_nome|família}}!")
    press(ana, "Urgente", "Space")
    tab_to(ana, "Por que é urgente")
    ana.keyboard.type("Falta de água")
    press(ana, "Salvar e revisar")
    ana.wait_for_url("**/review")
    press(ana, "Agendar para 1 contato")
    expect(ana.locator("#notices")).to_contain_text("Mensagem agendada para 1 contato.")
    assert ScheduledMessage.get().title == "Reunião de pais"


def test_people_are_found_marked_and_tagged(ana, aurora):
    for name, wa_id in (("Marta Souza", "5511987654321"), ("João Lima", "5511987654322")):
        contact(name, wa_id)
    ana.goto("/contacts")
    tab_to(ana, "Nome, telefone ou CPF")
    ana.keyboard.type("souza")
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("link", name="João Lima")).to_have_count(0)
    press(ana, "Marcar Marta Souza", "Space")
    tab_to(ana, "Grupo ou tag")
    ana.keyboard.type("Transporte")
    press(ana, "Aplicar")
    expect(ana.locator("#notices")).to_contain_text("Tag Transporte posta em 1 contato.")
    assert ContactTag.get().contact.name == "Marta Souza"
    assert focus(ana)["tag"] == "body" or focus(ana)["tag"] == "h1"


def test_a_spreadsheet_comes_in(ana, aurora):
    content = csv("Nina Reis;11955550001;;;;", "Otto;123;;;;")
    ana.goto("/contacts/import")
    tab_to(ana, "Planilha")
    ana.locator("#file").set_input_files({"name": "pais.csv", "mimeType": "text/csv", "buffer": content})
    press(ana, "Enviar e conferir")
    expect(ana.get_by_role("heading", level=1)).to_have_text("O que há em cada coluna?")
    press(ana, "Conferir 2 linhas")
    expect(ana.get_by_role("heading", level=1)).to_have_text("Confira antes de importar")
    press(ana, "Importar 1 contato")
    expect(ana.get_by_role("heading", level=1)).to_have_text("Contatos importados")
    expect(ana.locator(".import-refused")).to_contain_text("telefone com 3 dígitos")
    assert Contact.get().name == "Nina Reis"
