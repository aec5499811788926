"""Transferência Automática: one target at most, and only one that can take the ticket."""

import pytest

from tests.page import select, sign_in, submit, words
from workchat.accounts.models import Membership
from workchat.settings.models import Settings

URL = "/settings/transfer"
TEXT = "Seu atendimento continua com {{departamento|outra equipe}}."


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def typed(cast, target="agent", **fields):
    agent, department = (cast.bia.id, "") if target == "agent" else ("", cast.secretaria.id)
    return {
        "transfer_to": target, "transfer_agent": agent, "transfer_department": department,
        "transfer_wait_minutes": "10", "transfer_text": TEXT, "version": "1", **fields,
    }  # fmt: skip


def test_the_lists_offer_only_active_people_and_departments(ana, cast):
    cast.caio.active = cast.financeiro.active = False
    cast.caio.save(), cast.financeiro.save()
    page = ana.get(URL)
    people = [option.get_text() for option in select(page, "#transfer_agent option")]
    assert people == ["Escolha um atendente", "Ana Prado", "Bia Rocha", "Sara Lima"]
    assert [o.get_text() for o in select(page, "#transfer_department option")][1:] == ["Secretaria"]
    assert [words_of.get_text() for words_of in select(page, "#transfer_to legend")] == [
        "Transferir ticket automaticamente"
    ]


def test_a_ticket_may_go_to_an_agent_or_to_a_department(ana, cast):
    assert submit(ana, URL, typed(cast)).status_code == 303
    settings = Settings.current()
    assert (settings.transfer_to, settings.transfer_agent, settings.transfer_department) == ("agent", cast.bia, None)
    assert submit(ana, URL, typed(cast, "department", version="2")).status_code == 303
    settings = Settings.current()
    assert (settings.transfer_agent, settings.transfer_department) == (None, cast.secretaria)
    assert (settings.transfer_wait_minutes, settings.transfer_text) == (10, TEXT)


def test_only_the_chosen_target_is_kept_when_both_lists_are_sent(ana, cast):
    assert submit(ana, URL, typed(cast, transfer_department=cast.secretaria.id)).status_code == 303
    assert Settings.current().transfer_department is None


def test_both_targets_in_a_forged_form_are_refused(ana, cast):
    answer = submit(ana, URL, typed(cast, transfer_to=["agent", "department"]))
    assert answer.status_code == 422
    assert "Escolha só um: Atendente ou Departamento." in words(answer, "#transfer_to-error")
    assert Settings.current().transfer_to == "off"


def test_a_target_that_does_not_exist_is_refused(ana, cast):
    assert submit(ana, URL, typed(cast, transfer_to="todos")).status_code == 422


@pytest.mark.parametrize("choice", ["", "999999", "x", "9" * 40])
def test_an_agent_who_cannot_be_chosen_is_refused(ana, cast, choice):
    answer = submit(ana, URL, typed(cast, transfer_agent=choice))
    assert answer.status_code == 422
    assert "Escolha um atendente ativo." in words(answer, ".error-summary")
    assert words(answer, "textarea#transfer_text") == TEXT


def test_an_agent_deactivated_meanwhile_is_refused(ana, cast):
    cast.bia.active = False
    cast.bia.save()
    assert "Escolha um atendente ativo." in words(submit(ana, URL, typed(cast)), "#transfer_agent-error")


def test_an_inactive_department_is_refused(ana, cast):
    cast.secretaria.active = False
    cast.secretaria.save()
    answer = submit(ana, URL, typed(cast, "department"))
    assert answer.status_code == 422 and "Escolha um departamento ativo." in words(answer, ".error-summary")


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        ("0", "mínimo é 1 minuto"),
        ("-1", "mínimo é 1 minuto"),
        ("", "Informe o tempo de espera em minutos."),
        ("10 min", "número inteiro de minutos"),
        ("10081", "máximo é 10080 minutos"),
    ],
)
def test_a_bad_wait_is_refused_and_kept_as_typed(ana, cast, wait, says):
    answer = submit(ana, URL, typed(cast, transfer_wait_minutes=wait))
    assert answer.status_code == 422 and says in words(answer, "#transfer_wait_minutes-error")
    assert select(answer, "#transfer_wait_minutes")[0]["value"] == wait


def test_the_message_is_required_when_the_transfer_is_on(ana, cast):
    answer = submit(ana, URL, typed(cast, transfer_text=""))
    assert "Escreva a mensagem" in words(answer, "#transfer_text-error")
    assert submit(ana, URL, typed(cast, "off", transfer_text="", transfer_wait_minutes="")).status_code == 303


def test_a_department_transfer_cannot_name_an_agent(ana, cast):
    answer = submit(ana, URL, typed(cast, "department", transfer_text="Fale com {{atendente}}"))
    assert "ainda não se sabe" in words(answer, "#transfer_text-error")
    assert submit(ana, URL, typed(cast, transfer_text="Fale com {{atendente}}")).status_code == 303


def test_the_tab_warns_when_the_target_can_take_nothing_any_more(ana, cast):
    submit(ana, URL, typed(cast, "department"))
    assert not select(ana.get(URL), ".callout.warn")
    Membership.delete().where(Membership.department == cast.secretaria).execute()
    assert "Secretaria não tem atendente ativo" in words(ana.get(URL), ".callout.warn")
    submit(ana, URL, typed(cast, version="2"))
    cast.bia.active = False
    cast.bia.save()
    page = ana.get(URL)
    assert "Bia Rocha não está mais ativo" in words(page, ".callout.warn")
    assert not select(page, f"#transfer_agent option[selected][value='{cast.bia.id}']")
