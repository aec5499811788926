"""A scheduled message from the empty form to the last family, as the person at the screen sees it."""

from playwright.sync_api import Page, expect

from tests.announcements import PNG
from tests.cast import contact
from workchat.contacts.models import Contact
from workchat.scheduled.models import ScheduledMessage
from workchat.settings.models import Settings
from workchat.whatsapp.models import Template


def approved(number, body: str = "Olá, {{1}}! A reunião é {{2}}.") -> Template:
    return Template.create(number=number, name="reuniao", language="pt_BR", status="APPROVED", category="UTILITY",
                           body=body, variables=2)  # fmt: skip


def fill(page: Page) -> None:
    """Title, and an urgency: the journey must not depend on the hour of the day."""
    page.get_by_label("Título").fill("Reunião de pais")
    page.get_by_role("checkbox", name="Urgente").check()
    page.get_by_label("Por que é urgente").fill("Falta água")


def test_a_text_goes_to_everybody_who_wrote_and_the_page_follows_without_a_reload(ana, aurora):
    Settings.update(interval_seconds=2).execute()
    for name in ("Marta", "João"):
        aurora.writes(name, "Oi")
    assert aurora.until(lambda: Contact.select().where(Contact.saved_at.is_null(False)).count() == 2)
    ana.goto("/scheduled/new")
    fill(ana)
    ana.get_by_label("Mensagem", exact=True).fill("Olá, {{primeiro_nome|família}}! *Amanhã não tem aula.*")
    expect(ana.locator("#preview .bubble-text strong")).to_have_text("Amanhã não tem aula.")
    ana.get_by_role("button", name="Salvar e revisar").click()
    aurora.rests()  # or it would begin before the page is there
    ana.get_by_role("button", name="Agendar para 2 contatos").click()
    expect(ana.locator(".page-header .badge").first).to_have_text("Agendada")
    aurora.works()
    expect(ana.locator("#live .progress-words")).to_contain_text("2 de 2 · 2 enviadas")
    expect(ana.locator(".page-header .badge").first).to_have_text("Concluída")
    expect(ana.get_by_role("button", name="Usar como modelo")).to_be_visible()
    expect(ana.locator("[data-poll]")).to_have_count(0)
    assert any("Amanhã não tem aula" in text for text in aurora.texts("Marta"))


def test_choosing_a_template_brings_its_fields_and_the_bubble_follows(ana, aurora):
    approved(aurora.number)
    contact("Sônia Prado", "5511900007777")
    ana.goto("/scheduled/new")
    fill(ana)
    ana.get_by_role("radio", name="Modelo aprovado").check()
    ana.get_by_label("Modelo", exact=True).select_option(label="reuniao (pt_BR)")
    second = ana.get_by_label("No lugar de {{2}}")
    second.fill("na quinta")
    expect(ana.locator("#preview .bubble-text")).to_have_text("Olá, Sônia! A reunião é na quinta.")
    ana.get_by_role("button", name="Salvar e revisar").click()
    expect(ana.locator(".samples .bubble-text")).to_have_text("Olá, Sônia! A reunião é na quinta.")


def test_a_file_stays_although_the_title_is_missing_and_a_huge_one_is_refused_at_once(visits, staff, aurora):
    ana = visits.page(staff.ana, expected=(422,))
    ana.goto("/scheduled/new")
    field = ana.locator("#file")
    ana.evaluate("""() => { const box = document.getElementById('file'), files = new DataTransfer();
      files.items.add(new File([new Uint8Array(17e6)], 'grande.pdf')); box.files = files.files;
      box.dispatchEvent(new Event('change', {bubbles: true})); }""")
    expect(ana.locator("#file-size")).to_contain_text("O limite é 16 MB")
    ana.get_by_label("Mensagem", exact=True).fill("Oi")
    field.set_input_files({"name": "convite.png", "mimeType": "image/png", "buffer": PNG})
    ana.get_by_role("button", name="Salvar e revisar").click()
    expect(ana.locator(".error-summary")).to_be_focused()
    expect(ana.locator(".kept-file").first).to_contain_text("convite.png")
    fill(ana)
    ana.get_by_role("button", name="Salvar e revisar").click()
    ana.wait_for_url("**/review")
    assert ScheduledMessage.get().attachment.filename == "convite.png"
