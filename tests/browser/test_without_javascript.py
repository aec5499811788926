"""The whole desk with JavaScript off: every link and every form is a plain one."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD
from workchat.accounts.set_up import make_link
from workchat.db import utcnow
from workchat.settings.models import Settings

SAVE = "Salvar configurações"
# Each tab: what is typed first (refused), and then (saved). `~` chooses in a list or among radios.
TABS = {
    "Gerais": ({"Intervalo": "1"}, {"Intervalo": "20", "Mensagem padrão novo chat": "Olá, {{primeiro_nome}}!",
                                     "Mensagem padrão de encerramento": "Até logo!"}),
    "Transferência Automática": ({"~Departamento": "", "Tempo de espera": "0"},
                                 {"Tempo de espera": "10", "Mensagem enviada após": "Um momento."}),
    "Contatos": ({"Mensagem customizada": "{{senha}}"},
                 {"Mensagem customizada": "Diga seu CPF e sua data de nascimento."}),
    "Termos de privacidade": ({"Link do termo": "http://aurora.example"},
                              {"Link do termo": "https://aurora.example/termo"}),
}  # fmt: skip


def test_the_whole_desk_works_without_javascript(visits, aurora):
    ana = visits.page(expected=(422,), java_script_enabled=False)
    set_up(ana)
    leave_and_enter(ana)
    make_department(ana)
    for tab, typed in TABS.items():
        save_tab(ana, tab, *typed)
    assert Settings.current().transfer_to == "department" and Settings.current().interval_seconds == 20
    marta_writes(ana, aurora)
    attend(ana, aurora)


def box(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("textbox", name=re.compile(f"^{name}"))


def fill(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        if name.startswith("~"):
            page.get_by_role("radio", name=name[1:]).check()
        else:
            box(page, name).fill(value)


def set_up(page: Page) -> None:
    page.goto(f"/set-up/{make_link(utcnow())}")
    page.get_by_role("button", name="Criar a escola").click()
    expect(page.locator(".error-summary")).to_be_visible()
    fill(page, {"Nome da escola": "Escola Aurora", "Seu nome": "Ana Prado", "E-mail": "ana@escola.example"})
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Criar a escola").click()
    expect(page.locator("#notices")).to_contain_text("Escola criada")


def leave_and_enter(page: Page) -> None:
    page.locator(".me summary").click()
    page.get_by_role("link", name="Sua conta").click()
    with page.expect_navigation():  # the account has an e-mail and a password too
        page.get_by_role("button", name="Sair deste computador").click()
    page.get_by_label("E-mail").fill("ana@escola.example")
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Chat"))


def make_department(page: Page) -> None:
    page.goto("/departments/new")
    page.get_by_label("Nome").fill("Secretaria")
    page.get_by_role("checkbox", name="Ana Prado").check()
    page.get_by_role("button", name="Salvar departamento").click()
    expect(page.locator("#notices")).to_contain_text("Secretaria salvo")


def save_tab(page: Page, tab: str, wrong: dict, right: dict) -> None:
    page.goto("/settings/general")
    with page.expect_navigation():  # Gerais leads to itself
        page.get_by_role("navigation", name="Configurações").get_by_role("link", name=tab).click()
    fill(page, wrong)
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator(".error-summary")).to_be_visible()
    name, value = list(wrong.items())[-1]
    expect(box(page, name)).to_have_value(value)
    expect(box(page, name)).to_have_attribute("aria-invalid", "true")
    fill(page, right)
    if tab.startswith("Transf"):
        page.get_by_role("combobox", name="Departamento").select_option("Secretaria")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("#notices")).to_contain_text("Configurações salvas")


def marta_writes(page: Page, school) -> None:
    page.goto("/simulator")
    with page.expect_navigation():  # hers is the phone that lies open already
        page.get_by_role("link", name="Marta").click()
    page.get_by_role("textbox", name="Mensagem de Marta").fill("Preciso do boleto")
    with page.expect_navigation():
        page.get_by_role("button", name="Enviar como Marta").click()
    assert school.until(lambda: any("aurora.example/termo" in text for text in school.texts("Marta")))
    page.reload()
    with page.expect_navigation():
        page.get_by_role("button", name="Aceito", exact=True).click()
    assert school.postman.idle(60)


def attend(page: Page, school) -> None:
    page.goto("/chat")
    page.get_by_role("link", name="Marta Souza").click()
    page.get_by_role("button", name="Assumir").click()
    expect(page.locator("#notices")).to_contain_text("O ticket agora é seu")
    page.get_by_role("textbox", name="Mensagem").fill("Segue o boleto, *Marta*.")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator("#messages strong")).to_have_text("Marta")
    assert school.until(lambda: "Segue o boleto, *Marta*." in school.texts("Marta"))
    page.get_by_role("link", name="Encerrar").click()
    expect(page.locator("#goodbye")).to_contain_text("Até logo!")
    page.get_by_role("button", name="Encerrar atendimento").click()
    expect(page.locator("#notices")).to_contain_text("Atendimento encerrado")
    assert school.until(lambda: school.texts("Marta")[-1] == "Até logo!")
