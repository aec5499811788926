"""Configurações while people work in it: together, twice, with an old session, and through htmx or without it."""

import re

import pytest
from playwright.sync_api import Page, expect

from workchat.accounts.models import AuditEntry, Session
from workchat.settings.models import Settings

SAVE = "Salvar configurações"
TOKEN = re.compile(r'name="csrf_token"[^>]*')
CHANGING = re.compile(r'\s(autofocus|data-htmx-powered|tabindex|data-dirty-\w+|hidden)(="[^"]*")?')


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(401, 422))


def save(page: Page) -> None:
    page.get_by_role("button", name=SAVE).click()


def test_what_a_colleague_saved_meanwhile_is_shown_and_not_overwritten(ana, visits, staff):
    sara = visits.page(staff.ana)
    ana.goto("/settings/general")
    sara.goto("/settings/general")
    sara.locator("#welcome_text").fill("Olá da Sara")
    save(sara)
    expect(sara.locator("#notices")).to_contain_text("salvas")
    ana.locator("#welcome_text").fill("Olá da Ana")
    save(ana)
    clash = ana.locator(".callout[role=alert]")
    expect(clash).to_contain_text("salvou esta guia enquanto você editava")
    expect(clash).to_contain_text("Olá da Sara")
    expect(ana.locator("#welcome_text")).to_have_value("Olá da Ana")
    assert Settings.current().welcome_text == "Olá da Sara"
    save(ana)
    expect(ana.locator("#notices")).to_contain_text("salvas")
    assert Settings.current().welcome_text == "Olá da Ana"


@pytest.mark.parametrize("tab", ["general", "transfer", "contacts", "privacy", "closing-reasons", "integrations"])
def test_a_tab_opened_through_htmx_is_the_tab_of_a_reload(ana, tab):
    ana.goto("/settings/contacts/history")
    ana.locator(f"#tab-{tab}").click()
    expect(ana.locator(f"#tab-{tab}[aria-current=page]")).to_be_visible()
    expect(ana).to_have_url(re.compile(f"/settings/{tab}$"))
    through_htmx, title = content(ana), ana.title()
    ana.reload()
    assert ana.title() == title
    assert content(ana) == through_htmx


def content(page: Page) -> str:
    """The page and its third column as they stand, without what the scripts mark."""
    expect(page.locator(".htmx-request")).to_have_count(0)  # the previews have come
    found = page.locator("#page").inner_html() + page.locator("#aside").inner_html()
    return re.sub(r"\s+", " ", CHANGING.sub("", TOKEN.sub("", found)))


def test_an_expired_session_leads_to_the_login_page_and_not_into_the_tab(ana):
    ana.goto("/settings/general")
    ana.wait_for_load_state("networkidle")  # the previews load by themselves, and would go to the login first
    Session.delete().execute()
    ana.locator("#tab-contacts").click()
    expect(ana).to_have_url(re.compile("/login"))
    expect(ana.get_by_role("button", name="Entrar")).to_be_visible()
    expect(ana.locator(".rail")).to_have_count(0)


def test_a_double_click_saves_once(ana):
    ana.goto("/settings/general")
    ana.locator("#interval_seconds").fill("50")
    posts = []
    ana.on("request", lambda request: posts.append(request.url) if is_save(request) else None)
    ana.get_by_role("button", name=SAVE).dblclick()
    expect(ana.locator("#notices")).to_contain_text("salvas")
    assert len(posts) == 1
    assert AuditEntry.select().where(AuditEntry.area == "general").count() == 1


def is_save(request) -> bool:
    return request.method == "POST" and request.url.endswith("/settings/general")


def test_a_double_click_sends_one_answer(visits, staff, aurora):
    aurora.writes("Marta", "oi")
    bia = visits.page(staff.bia)
    bia.goto("/chat")
    bia.get_by_role("link", name="Marta Souza").click()
    bia.get_by_role("textbox", name="Mensagem").fill("Bom dia!")
    bia.get_by_role("button", name="Enviar", exact=True).dblclick()
    expect(bia.locator("#messages .bubble.out")).to_have_count(1)
    expect(bia.locator("#messages .bubble.out")).to_contain_text(re.compile("Entregue|Lida"))
    assert aurora.texts("Marta") == ["Bom dia!"]


def test_the_estimate_and_the_phone_follow_while_one_types(ana):
    ana.goto("/settings/general")
    ana.locator("#interval_seconds").fill("60")
    expect(ana.locator("#estimate")).to_contain_text("× 60 s")
    ana.locator("#interval_seconds").fill("1")
    expect(ana.locator("#estimate .warn")).to_be_visible()
    ana.locator("#closing_text").fill("*Até* logo")
    expect(ana.locator("#phone-screen strong", has_text="Até")).to_be_visible()
    expect(ana.locator("#closing_text-preview strong")).to_have_text("Até")
    assert Settings.current().closing_text == "", "nothing is saved by looking"


def test_formatting_variables_and_the_counter_help_to_write(ana):
    ana.goto("/settings/general")
    box = ana.locator("#welcome_text")
    editor = ana.locator(".editor", has=box)
    box.fill("Bom dia 👍🏽")
    expect(editor.locator("[data-counter]")).to_have_text("12 de 4.096")
    box.press("Control+A")
    editor.get_by_role("button", name="Negrito").click()
    expect(box).to_have_value("*Bom dia 👍🏽*")
    editor.locator(".chip").first.click()
    expect(box).to_have_value(re.compile(r"\{\{\w+\}\}"))
    box.fill("a" * 4100)
    expect(editor.locator("[data-counter]")).to_have_text("4 caracteres além do limite de 4.096")
