"""The product as a school meets it, on both databases: set up, configure, be written to, answer, say goodbye."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.live import LiveSchool, live_school  # noqa: F401 (a fixture, on SQLite and on Postgres)
from workchat.accounts.set_up import make_link
from workchat.db import utcnow

SAVED = "Configurações salvas"
TERMS = "https://aurora.example/termo"
LINES = "\n".join(f"linha {n}" for n in range(1, 25))


@pytest.fixture
def aurora(live_school: LiveSchool) -> LiveSchool:  # noqa: F811
    return live_school


def test_a_school_from_its_first_page_to_its_first_goodbye(visits, aurora):
    ana, bia = visits.page(), visits.page(expected=(422,))
    set_up(ana)
    configure(ana)
    invite(ana, bia)
    marta_enters(ana, bia, aurora)
    bia_types_while_marta_writes(ana, bia)
    two_answer_at_once(ana, bia, aurora)
    say_goodbye(ana, bia, aurora)


def set_up(ana: Page) -> None:
    ana.goto(f"/set-up/{make_link(utcnow())}")
    ana.get_by_label("Nome da escola").fill("Escola Aurora")
    ana.get_by_label("Seu nome").fill("Ana Prado")
    ana.get_by_label("E-mail").fill("ana@escola.example")
    for box in ana.locator("input[type=password]").all():
        box.fill(PASSWORD)
    ana.get_by_role("button", name="Criar a escola").click()
    expect(ana).to_have_url(re.compile("/settings/general$"))
    expect(ana.locator(".rail")).to_contain_text("Ana")


def configure(ana: Page) -> None:
    phone = ana.locator("#phone-screen")
    ana.locator("#welcome_text").press_sequentially("Oi, {{primeiro_nome}}! Aqui é a *{{escola}}*.")
    expect(phone).to_contain_text("Oi, Marta! Aqui é a Escola Aurora.")
    ana.locator("#closing_text").fill("Obrigado pelo contato.")
    save(ana)
    open_tab(ana, "Transferência Automática")
    ana.get_by_role("radio", name="Atendente").check()
    ana.get_by_role("combobox", name="Atendente").select_option("Ana Prado")
    ana.locator("#transfer_wait_minutes").fill("30")
    ana.locator("#transfer_text").fill("Já chamamos outra pessoa.")
    expect(phone).to_contain_text("Já chamamos outra pessoa.")
    save(ana)
    open_tab(ana, "Contatos")
    ana.locator("#save_contacts").uncheck()
    save(ana)
    open_tab(ana, "Termos de privacidade")
    ana.locator("#privacy_url").fill(TERMS)
    expect(phone).to_contain_text(TERMS)
    save(ana)
    ana.goto("/settings/closing-reasons/new")
    ana.get_by_label("Nome do motivo").fill("Boleto enviado")
    ana.locator("#text").fill("O boleto está no e-mail, {{primeiro_nome}}. Até logo!")
    ana.get_by_role("button", name="Salvar motivo").click()
    expect(ana.locator("#notices")).to_contain_text("Motivo Boleto enviado salvo")


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Configurações").get_by_role("link", name=name).click()
    expect(page.locator(".tabs a[aria-current=page]")).to_have_text(name)


def save(page: Page) -> None:
    page.get_by_role("button", name="Salvar configurações").click()
    expect(page.locator("#notices")).to_contain_text(SAVED)
    expect(page.locator("[data-dirty-text]")).to_be_empty()


def invite(ana: Page, bia: Page) -> None:
    ana.goto("/people/new")
    ana.get_by_label("Nome").fill("Bia Rocha")
    ana.get_by_label("E-mail").fill("bia@escola.example")
    ana.get_by_role("radio", name="Atendente").check()
    ana.get_by_role("button", name="Convidar e gerar o link").click()
    bia.goto(ana.locator("#access-link").inner_text())
    for box in bia.locator("input[type=password]").all():
        box.fill(PASSWORD)
    bia.get_by_role("button", name="Salvar a senha e entrar").click()
    expect(bia.get_by_text("Ninguém espera")).to_be_visible()


def marta_enters(ana: Page, bia: Page, school: LiveSchool) -> None:
    """Marta writes on the simulator's phone and accepts there; Bia's list changes by itself."""
    ana.goto("/simulator")
    write_as_marta(ana, "Bom dia, preciso do boleto")
    assert school.until(lambda: school.texts("Marta"))
    look_again(ana)
    expect(ana.locator("#sim-screen")).to_contain_text("Oi, Marta! Aqui é a Escola Aurora.")
    ana.get_by_role("button", name="Aceito", exact=True).click()
    expect(ana.locator("#sim-screen .bubble.out")).to_have_count(2)
    write_as_marta(ana, LINES)
    expect(bia.locator("#queue-waiting .tally")).to_have_text("1")
    bia.get_by_role("link", name="Marta Souza").click()
    expect(bia.locator("#messages")).to_contain_text("preciso do boleto")
    bia.get_by_role("button", name="Assumir").click()
    expect(bia.locator("#talk-head")).to_contain_text("com você")


def look_again(page: Page) -> None:
    """Come back to a page that one had left open: it asks for news at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def write_as_marta(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Mensagem de Marta").fill(text)
    page.get_by_role("button", name="Enviar como Marta").click()
    expect(page.locator("#sim-screen")).to_contain_text(text.splitlines()[-1])
    expect(page.get_by_role("textbox", name="Mensagem de Marta")).to_have_value("")


def bia_types_while_marta_writes(ana: Page, bia: Page) -> None:
    """What is typed, the focus and the place where one reads survive what arrives."""
    log, box = bia.locator("#messages"), bia.get_by_role("textbox", name="Mensagem")
    expect(log).to_contain_text("linha 24")
    assert log.evaluate("log => log.scrollTop") > 200, "a conversation opens at its end"
    box.press_sequentially("O boleto segue ")
    log.evaluate("log => { log.scrollTop = 40; }")
    write_as_marta(ana, "É da Sofia")
    expect(log).to_contain_text("É da Sofia")
    expect(bia.locator("#said")).to_have_text("Nova mensagem de Marta Souza")
    expect(box).to_have_value("O boleto segue ")
    expect(box).to_be_focused()
    assert log.evaluate("log => log.scrollTop") == 40


def two_answer_at_once(ana: Page, bia: Page, school: LiveSchool) -> None:
    """Ana's answer is a moment earlier: Bia sees it, and what she typed waits for her decision."""
    bia.route("**/news?*", lambda route: route.fulfill(status=204))  # the moment before her page knows
    expect(bia.locator(".htmx-request")).to_have_count(0)
    desk = ana.context.new_page()
    desk.goto(bia.url)
    desk.get_by_role("textbox", name="Mensagem").fill("Mando em um minuto.")
    desk.get_by_role("button", name="Enviar", exact=True).click()
    expect(desk.locator("#messages .bubble.out").last).to_contain_text("Mando em um minuto.")
    desk.close()
    box = bia.get_by_role("textbox", name="Mensagem")
    box.press_sequentially("agora.")
    box.press("Enter")
    expect(bia.locator("#composer-error")).to_be_visible()
    expect(bia.locator("#messages")).to_contain_text("Mando em um minuto.")
    expect(box).to_have_value("O boleto segue agora.")
    assert "O boleto segue agora." not in school.texts("Marta")
    bia.unroute("**/news?*")
    box.press("Enter")
    expect(box).to_have_value("")


def say_goodbye(ana: Page, bia: Page, school: LiveSchool) -> None:
    bia.get_by_role("link", name="Encerrar").click()
    expect(bia.locator("#goodbye")).to_contain_text("Obrigado pelo contato.")
    bia.get_by_label("Motivo do encerramento").select_option("Boleto enviado")
    expect(bia.locator("#goodbye .bubble")).to_contain_text("Até logo!")
    shown = bia.locator("#goodbye .bubble-text").inner_text()
    bia.get_by_role("button", name="Encerrar atendimento").click()
    expect(bia.locator("#notices")).to_contain_text("Atendimento encerrado")
    assert school.until(lambda: school.texts("Marta")[-1] == shown)
    look_again(ana)
    expect(ana.locator("#sim-screen")).to_contain_text(shown)
    assert shown == "O boleto está no e-mail, Marta. Até logo!"
