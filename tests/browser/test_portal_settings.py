"""Every tab of Configurações inside the school's portal, without third-party cookies: refused beside the field with
what was typed still there, and then saved."""

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.in_a_portal import in_settings, refused, sign_in
from workchat.settings.models import ClosingReason, Settings
from workchat.totvs.models import RmConnection
from workchat.whatsapp.models import Number


@pytest.fixture
def ana(tab, framed) -> FrameLocator:
    """What Ana, who administers, sees in the frame."""
    tab.goto(framed.around())
    return sign_in(tab, framed.staff.ana)


def fill(frame: FrameLocator, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        frame.locator(f"#{name}").fill(value)


def save(frame: FrameLocator) -> None:
    frame.get_by_role("button", name="Salvar configurações").click()


def saved(frame: FrameLocator) -> None:
    expect(frame.locator("#notices")).to_contain_text("salvas")
    expect(frame.locator(".error-summary")).to_have_count(0)


def test_the_general_tab_is_refused_and_then_saved(ana):
    in_settings(ana, "general")
    ana.locator("#interval_seconds").fill("1")
    ana.locator("#closing_text").fill("Até logo! Escola Aurora.")
    save(ana)
    refused(ana, "interval_seconds", interval_seconds="1", closing_text="Até logo! Escola Aurora.")
    ana.locator("#interval_seconds").fill("45")
    save(ana)
    saved(ana)
    assert Settings.current().interval_seconds == 45


def test_the_transfer_tab_is_refused_and_then_saved(ana, framed):
    in_settings(ana, "transfer")
    ana.get_by_role("radio", name="Atendente").check()
    ana.get_by_role("combobox", name="Atendente").select_option("Bia Rocha")
    ana.locator("#transfer_wait_minutes").fill("")
    ana.locator("#transfer_text").fill("Já chamamos outra pessoa.")
    save(ana)
    refused(ana, "transfer_wait_minutes", transfer_wait_minutes="", transfer_text="Já chamamos outra pessoa.")
    expect(ana.get_by_role("radio", name="Atendente")).to_be_checked()
    ana.locator("#transfer_wait_minutes").fill("30")
    save(ana)
    saved(ana)
    assert Settings.current().transfer_agent_id == framed.staff.bia.id


def test_the_contacts_tab_is_refused_and_then_saved(ana):
    in_settings(ana, "contacts")
    ana.locator("#save_contacts").uncheck()
    ana.locator("#request_text").fill("{{senha}}")
    save(ana)
    refused(ana, "request_text", request_text="{{senha}}")
    expect(ana.locator("#save_contacts")).not_to_be_checked()
    ana.locator("#request_text").fill("Para atender, precisamos do seu CPF e da sua data de nascimento.")
    save(ana)
    saved(ana)
    assert not Settings.current().save_contacts


def test_the_privacy_tab_is_refused_and_then_saved(ana):
    in_settings(ana, "privacy")
    ana.locator("#privacy_url").fill("http://aurora.example/termo")
    save(ana)
    refused(ana, "privacy_url", privacy_url="http://aurora.example/termo")
    ana.locator("#privacy_url").fill("https://aurora.example/termo")
    save(ana)
    saved(ana)
    assert Settings.current().privacy_url == "https://aurora.example/termo"
    Settings.update(privacy_url="").execute()  # the other journeys go without questions


def test_a_closing_reason_is_refused_and_then_saved(ana):
    in_settings(ana, "closing-reasons")
    ana.get_by_role("link", name="Novo motivo").click()
    ana.get_by_label("Nome do motivo").fill("Matrícula feita")
    ana.locator("#text").fill("{{senha}}")
    ana.get_by_role("button", name="Salvar motivo").click()
    refused(ana, "text", text="{{senha}}", name="Matrícula feita")
    ana.locator("#text").fill("Bem-vindos, {{primeiro_nome}}!")
    ana.get_by_role("button", name="Salvar motivo").click()
    expect(ana.locator("#notices")).to_contain_text("Motivo Matrícula feita salvo")
    assert ClosingReason.select().where(ClosingReason.name == "Matrícula feita").count() == 1


def test_a_number_is_refused_in_the_integrations_tab_and_then_connected_and_changed(ana):
    in_settings(ana, "integrations")
    ana.locator("main a[href$='/settings/integrations/new']").first.click()
    given = {"name": "Financeiro", "account_id": "203040506070", "graph_version": "v24.0"}
    fill(ana, given | {"phone_number_id": "+55 11 98765-4321", "token": "EAAB123", "app_secret": "abc123"})
    ana.get_by_role("button", name="Conectar número").click()
    refused(ana, "phone_number_id", **given, phone_number_id="+55 11 98765-4321", token="", app_secret="")
    fill(ana, {"phone_number_id": "102030405060", "token": "EAAB123", "app_secret": "abc123"})
    ana.get_by_role("button", name="Conectar número").click()
    expect(ana.locator("#notices")).to_contain_text("Número Financeiro conectado")
    fill(ana, {"name": "", "account_id": "203040506071"})
    ana.get_by_role("button", name="Salvar número").click()
    refused(ana, "name", name="", account_id="203040506071")
    fill(ana, {"name": "Tesouraria"})
    ana.get_by_role("button", name="Salvar número").click()
    expect(ana.locator("#notices")).to_contain_text("Número Tesouraria salvo")
    row = Number.get(Number.phone_number_id == "102030405060")
    assert (row.name, row.account_id, row.token) == ("Tesouraria", "203040506071", "EAAB123")
    Number.update(active=False).where(Number.id == row.id).execute()  # the other journeys have one number


def test_the_connection_to_totvs_is_refused_and_then_saved(ana):
    in_settings(ana, "integrations")
    ana.get_by_role("link", name="Conectar ao TOTVS").click()
    given = {"rest_url": "https://rm.aurora.example:8051", "user": "workchat", "coligada": "1", "filial": "1",
             "teaching_level": "2", "period": "2026", "area_code": "11"}  # fmt: skip
    fill(ana, given | {"password": "segredo do rm", "nightly_at": "25:00"})
    ana.locator("#active").check()
    ana.get_by_role("button", name="Salvar conexão").click()
    refused(ana, "nightly_at", **given, nightly_at="25:00", password="")
    expect(ana.locator("#active")).to_be_checked()
    fill(ana, {"password": "segredo do rm", "nightly_at": "12:30"})
    ana.get_by_role("button", name="Salvar conexão").click()
    expect(ana.locator("#notices")).to_contain_text("Conexão salva")
    expect(ana.locator(".error-summary")).to_have_count(0)
    row = RmConnection.current()
    assert (row.rest_url, row.nightly_at, row.password) == (given["rest_url"], "12:30", "segredo do rm")


def test_the_page_about_the_portal_is_saved(ana):
    in_settings(ana, "integrations")
    ana.get_by_role("link", name="Configurar o portal").click()
    ana.locator("#portal_creates_people").check()
    save(ana)
    saved(ana)
    assert Settings.current().portal_creates_people
    Settings.update(portal_creates_people=False).execute()
