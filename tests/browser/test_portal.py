"""WorkChat inside the school's portal, on two origins, in a browser that keeps no third-party cookies."""

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.in_a_portal import expire, in_settings, inside, refused, sign_in
from tests.browser.tls import VISITOR
from workchat.accounts.models import Session
from workchat.chat.models import Message
from workchat.contacts.models import ContactImport

SHEET = "Nome;Telefone\nMarta Souza;11 98765-4321\n"


@pytest.fixture
def ana(tab, framed) -> FrameLocator:
    """What Ana, who administers, sees in the frame."""
    tab.goto(framed.around())
    return sign_in(tab, framed.staff.ana)


def test_who_enters_inside_the_portal_is_in_there_and_only_there(tab, framed, strict, framed_visits):
    tab.goto(framed.around())
    frame = sign_in(tab, framed.staff.bia)
    expect(frame.get_by_text("Ninguém espera")).to_be_visible()
    tab.reload()
    expect(inside(tab).locator(".rail")).to_be_visible()
    assert Session.get().address == VISITOR  # the proxy said so
    alone = strict.new_page()
    framed_visits.watch(alone, ())
    alone.goto(f"{framed.chat}/chat")
    expect(alone.get_by_role("button", name="Entrar")).to_be_visible()  # another tab is another session
    expect(alone.get_by_text("Abrir em nova aba")).to_have_count(0)


def test_a_wrong_password_is_told_inside_the_frame(tab, framed):
    tab.goto(framed.around())
    frame = inside(tab)
    frame.get_by_label("E-mail").fill(framed.staff.bia.email)
    frame.get_by_label("Senha").fill("errada")
    frame.get_by_role("button", name="Entrar").click()
    expect(frame.locator(".error-summary")).to_contain_text("não conferem")


def test_a_family_is_answered_and_its_next_message_arrives_by_itself(tab, framed):
    framed.marta_writes("Preciso do boleto")
    tab.goto(framed.around())
    bia = sign_in(tab, framed.staff.bia)
    bia.get_by_role("link", name="Marta Souza").click()
    bia.get_by_role("button", name="Assumir").click()
    expect(bia.locator("#talk-head")).to_contain_text("com você")
    box = bia.get_by_role("textbox", name="Mensagem")
    box.fill("Segue o boleto.")
    box.press("Enter")
    expect(bia.locator("#messages .bubble.out")).to_contain_text("Segue o boleto.")
    framed.marta_writes("Recebi, obrigada pela ajuda")
    expect(bia.locator("#messages")).to_contain_text("Recebi, obrigada pela ajuda")
    assert Message.select().where(Message.text == "Segue o boleto.").count() == 1


def test_a_spreadsheet_is_sent_from_the_frame(ana):
    ana.get_by_role("link", name="Contatos").click()
    ana.get_by_role("link", name="Importar").click()
    ana.get_by_role("button", name="Enviar e conferir").click()
    refused(ana)
    ana.locator("#file").set_input_files({"name": "famílias.csv", "mimeType": "text/csv", "buffer": SHEET.encode()})
    ana.get_by_role("button", name="Enviar e conferir").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("O que há em cada coluna?")
    assert ContactImport.get().filename == "famílias.csv"


@pytest.mark.parametrize("click", ["a tab, which htmx asks for", "a link of the menu"])
def test_a_session_that_expires_leads_to_the_sign_in_inside_the_frame(tab, ana, framed, click):
    in_settings(ana, "general")
    expect(ana.locator(".htmx-request")).to_have_count(0)
    expire()
    ana.locator("#tab-privacy" if "tab" in click else ".rail a[href='/contacts']").click()
    expect(ana.get_by_role("button", name="Entrar")).to_be_visible()
    expect(ana.locator(".rail")).to_have_count(0)
    assert tab.url == framed.around()  # the portal stayed
    sign_in(tab, framed.staff.ana)


def test_leaving_ends_it_inside_the_frame(tab, ana):
    before = Session.select().count()
    ana.locator(".me > summary").click()
    ana.get_by_role("button", name="Sair").click()
    expect(ana.locator("#notices")).to_contain_text("Você saiu.")
    expect(ana.get_by_role("button", name="Entrar")).to_be_visible()
    assert Session.select().count() == before - 1
    tab.reload()
    expect(inside(tab).get_by_role("button", name="Entrar")).to_be_visible()


def test_the_portal_signs_bia_in_and_opens_the_page_that_it_asks_for(tab, framed):
    tab.goto(framed.around(who=framed.staff.bia.email, page="contacts"))
    expect(inside(tab).get_by_role("heading", level=1)).to_have_text("Contatos")
    assert Session.select().order_by(Session.id.desc()).first().user == framed.staff.bia
    inside(tab).get_by_role("link", name="Chat").click()
    expect(inside(tab).locator(".chat")).to_be_visible()


def test_a_page_of_the_portal_inside_the_frame_signs_bia_in(tab, framed):
    """As docs/embed.md says: the frame begins at the portal's own signing page, which posts the pass by itself."""
    tab.goto(framed.around(signing=framed.staff.bia.email, page="contacts"))
    expect(inside(tab).get_by_role("heading", level=1)).to_have_text("Contatos")
    assert Session.select().order_by(Session.id.desc()).first().user == framed.staff.bia
