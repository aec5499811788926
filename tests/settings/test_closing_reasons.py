"""Configuração de Fechamento de Ticket: the reasons that agents choose from."""

import pytest

from tests.cast import ticket
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.chat.models import CLOSED
from workchat.settings.models import ClosingReason

URL = "/settings/closing-reasons"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def reasons(*names):
    return [ClosingReason.create(name=name, position=place) for place, name in enumerate(names, start=1)]


def act(client, row, verb, **fields):
    return submit(client, f"{URL}/{row.id}/{verb}", fields, page=URL)


def history():
    lines = AuditEntry.select().where(AuditEntry.area == "closing-reasons").order_by(AuditEntry.id)
    return [(line.subject, line.field, line.before, line.after) for line in lines]


def test_an_empty_list_says_what_reasons_are_for(ana):
    page = ana.get(URL)
    assert "Nenhum motivo ainda" in words(page) and select(page, f".empty a[href='{URL}/new']")


def test_a_reason_is_created_at_the_end_of_the_list_with_its_history(ana):
    reasons("Matrícula")
    typed = {"name": "  Financeiro  ", "text": "Obrigado, {{nome}}", "forces_text": "y"}
    assert submit(ana, f"{URL}/new", typed).status_code == 303
    row = ClosingReason.get(name="Financeiro")
    assert (row.text, row.forces_text, row.active, row.position) == ("Obrigado, {{nome}}", True, True, 2)
    assert ("Financeiro", "Forçar envio de mensagem de encerramento de ticket", "", "Sim") in history()


def test_the_form_has_the_label_of_the_setting(ana):
    page = ana.get(f"{URL}/new")
    assert words(page, "label[for=forces_text]") == "Forçar envio de mensagem de encerramento de ticket"


def test_a_reason_is_changed(ana):
    (row,) = reasons("Matrícula")
    assert submit(ana, f"{URL}/{row.id}", {"name": "Matrícula 2027", "text": ""}).status_code == 303
    assert ClosingReason.get_by_id(row.id).name == "Matrícula 2027"
    assert history() == [("Matrícula 2027", "Nome do motivo", "Matrícula", "Matrícula 2027")]


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": ""}, "name", "Dê um nome"),
        ({"name": " matrícula "}, "name", "Já existe um motivo"),
        ({"name": "a" * 61}, "name", "até 60"),
        ({"name": "a\x00"}, "name", "não aparecem"),
        ({"name": "Novo", "text": "  "}, "text", "só tem espaços"),
        ({"name": "Novo", "text": "{{senha}}"}, "text", "não existe"),
    ],
)
def test_a_bad_reason_is_refused_in_words_and_kept_as_typed(ana, typed, field, says):
    reasons("Matrícula")
    answer = submit(ana, f"{URL}/new", typed)
    assert answer.status_code == 422 and says in words(answer, f"#{field}-error")
    assert ClosingReason.select().count() == 1


def test_reasons_move_up_and_down(ana):
    first, _second, third = reasons("A", "B", "C")
    assert act(ana, third, "move", direction="up").status_code == 303
    assert [row.name for row in ClosingReason.in_order()] == ["A", "C", "B"]
    act(ana, first, "move", direction="down")
    assert [row.name for row in ClosingReason.in_order()] == ["C", "A", "B"]
    act(ana, third, "move", direction="up")
    assert [row.name for row in ClosingReason.in_order()] == ["C", "A", "B"]
    assert history() == [("C", "Ordem", "3º", "2º"), ("A", "Ordem", "1º", "2º")]


def test_a_deactivated_reason_is_offered_no_more_and_can_come_back(ana):
    (row,) = reasons("Engano")
    act(ana, row, "active", active="no")
    assert list(ClosingReason.offered()) == []
    act(ana, row, "active", active="yes")
    assert list(ClosingReason.offered()) == [row]
    assert history() == [("Engano", "Ativo", "Sim", "Não"), ("Engano", "Ativo", "Não", "Sim")]


def test_only_a_reason_that_closed_no_ticket_can_be_deleted(ana, cast):
    used, unused = reasons("Matrícula", "Engano")
    ticket(cast, state=CLOSED, closing_reason=used)
    page = ana.get(URL)
    assert not select(page, f"form[action='{URL}/{used.id}/delete']")
    assert select(page, f"form[action='{URL}/{unused.id}/delete']")
    act(ana, unused, "delete")
    act(ana, used, "delete")
    assert [row.name for row in ClosingReason.select()] == ["Matrícula"]
    assert "não pode ser excluído. Desative-o." in words(ana.get(URL), "#notices")


def test_the_message_of_a_reason_has_its_bubble(ana):
    typed = {"preview_field": "text", "text": "Obrigado, {{atendente}}"}
    assert words(submit(ana, f"{URL}/preview", typed, page=URL + "/new"), ".bubble") == "Obrigado, Bia"


def test_a_reason_that_is_gone_is_not_found(ana):
    assert ana.get(f"{URL}/999").status_code == 404
    assert ana.get(f"{URL}/{'9' * 30}").status_code == 404
