"""The connection to TOTVS and a sync while something goes wrong or right: clean, and said in words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.fits import problems
from tests.browser.test_states_of_contacts import press, refused
from tests.cast import Cast
from tests.everything_totvs import at_each_step
from workchat.db import utcnow
from workchat.students.models import DONE, StudentSync
from workchat.totvs.models import RmConnection

TYPED = {
    "Endereço REST": "https://rm.example:8051", "Usuário": "workchat", "Senha": "segredo", "Coligada": "1",
    "Filial": "1", "Nível de ensino": "1", "Período letivo": "2026",
}  # fmt: skip


@pytest.fixture
def ana(visits, staff) -> Page:
    return visits.page(staff.ana, expected=(422,))


def test_the_connection_is_clean_when_refused_when_saved_and_while_it_is_tested(ana, aurora):
    aurora.rests()
    ana.goto("/settings/integrations/totvs")
    ana.locator("#totvs-steps > summary").click()
    found = look(ana, "steps open") + problems(ana)
    ana.get_by_label("Conexão ativa").check()
    press(ana, "Salvar conexão")
    expect(ana.locator(".error-summary")).to_be_focused()
    found += look(ana, "connection refused")
    for label, text in TYPED.items():
        ana.get_by_label(label, exact=True).fill(text)
    press(ana, "Salvar conexão")
    expect(ana.locator("#notices")).to_contain_text("Conexão salva às")
    press(ana, "Testar conexão")
    expect(ana.locator("#rm-test progress")).to_be_visible()
    found += look(ana, "being tested")
    steps = [{"ok": True, "words": "O endereço responde."}, {"ok": False, "words": "A senha não foi aceita."}]
    RmConnection.update(test_state="done", test_steps=steps, tested_at=utcnow()).execute()
    expect(ana.locator("#rm-test .wrong")).to_have_text("Errado: A senha não foi aceita.")
    found += look(ana, "tested") + problems(ana)
    assert not found, "\n".join(found)


def test_a_sync_leads_to_its_report_by_itself_and_one_that_asks_wants_a_number(ana, aurora, staff):
    aurora.rests()
    rows = at_each_step(Cast(staff.ana, *[None] * 7))
    ana.goto(f"/students/syncs/{rows['applying'].id}")
    expect(ana.locator("#sync-progress")).to_contain_text("120 de 590 alunos")
    StudentSync.update(state=DONE, position=590, finished_at=utcnow()).where(
        StudentSync.id == rows["applying"].id
    ).execute()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Alunos atualizados")
    ana.goto(f"/students/syncs/{rows['asking'].id}")
    found = refused(ana, "asking", "Aplicar mesmo assim")
    ana.goto(f"/students/syncs/{rows['done'].id}")
    ana.get_by_role("link", name="Linhas recusadas").click()
    expect(ana.locator(".sync-lines table")).to_contain_text("Sem telefone")
    found += look(ana, "refused rows") + problems(ana)
    assert not found, "\n".join(found)
