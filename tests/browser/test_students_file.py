"""A spreadsheet of students in a real browser: sent, a column put right, and the families are there."""

from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.fits import problems
from tests.students.syncing import relations
from workchat.students.models import DONE, StudentSync

SHEET = b"Cadastro;Aluno;Turma;M\xe3e;Pai;Telefone\r\n77;Ana Souza;7\xba B;Marta Souza;Rui Souza;(11) 98765-4321\r\n"


def send(ana: Page, content: bytes) -> None:
    ana.goto("/students")
    ana.get_by_role("link", name="Enviar planilha").first.click()
    sheet = {"name": "alunos.csv", "mimeType": "text/csv", "buffer": content}
    ana.get_by_label("Planilha dos alunos (.xlsx ou .csv)").set_input_files(sheet)
    ana.get_by_role("button", name="Enviar e conferir").click()


def test_a_spreadsheet_is_put_right_and_enters(visits, staff, aurora):
    ana = visits.page(staff.ana, expected=(422,))
    send(ana, SHEET)
    preview = ana.locator("#sheets-preview")
    expect(preview).to_contain_text("Falta a coluna do RA")
    found = look(ana, "columns to correct") + problems(ana)
    ana.get_by_role("button", name="Atualizar alunos").click()
    expect(ana.locator(".error-summary")).to_be_focused()
    found += look(ana, "refused")
    ana.get_by_label("Coluna A Cadastro").select_option("RA")
    ana.get_by_label("Coluna F Telefone").select_option("Telefone da mãe")
    expect(preview).to_contain_text("+55 11 98765-4321")
    found += look(ana, "as it will be") + problems(ana)
    ana.get_by_role("button", name="Atualizar alunos").click()
    assert aurora.until(lambda: StudentSync.get().state == DONE)
    assert relations() == {("Marta Souza", "mother", "Ana Souza")}
    assert not found, "\n".join(found)


def test_the_same_without_javascript(visits, staff, aurora):
    ana = visits.page(staff.ana, java_script_enabled=False)
    send(ana, SHEET.replace(b"Cadastro", b"RA"))
    ana.get_by_label("Coluna F Telefone").select_option("Telefone da mãe")
    ana.get_by_role("button", name="Atualizar", exact=True).click()
    expect(ana.locator("#sheets-preview")).to_contain_text("Marta Souza")
    with ana.expect_navigation():
        ana.get_by_role("button", name="Atualizar alunos").click()
    assert aurora.until(lambda: StudentSync.get().state == DONE)
    ana.goto(f"/students/syncs/{StudentSync.get().id}")
    expect(ana.locator("main")).to_contain_text("Alunos novos")


def test_a_file_that_is_no_spreadsheet_says_so_beside_its_field(visits, staff):
    ana = visits.page(staff.ana, expected=(422,))
    send(ana, b"%PDF-1.4")
    expect(ana.locator("#students-error")).to_contain_text("não é uma planilha")
    assert look(ana) + problems(ana) == []
