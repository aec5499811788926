"""A tab is saved: nothing is overwritten unseen, and the history says who changed what."""

from functools import partial

import pytest

from tests.cast import NOW
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.settings.models import Settings
from workchat.settings.save import save

URL = "/settings/general"
GOOD = {
    "interval_seconds": "30", "skips_holidays": "y", "welcome_text": "Olá!", "closing_text": "Tchau!", "version": "1",
    "last_entry": "0",
}  # fmt: skip


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def keep(cast):
    """Save the tab Gerais as Ana, with a history of one label."""
    return partial(save, "general", words=lambda row: {"Boas-vindas": row.welcome_text}, by=cast.ana, now=NOW)


def test_each_changed_field_is_one_line_of_history_with_both_values(ana, cast):
    submit(ana, URL, GOOD)
    submit(ana, URL, {**GOOD, "interval_seconds": "45", "closing_text": "Até logo!", "version": "2"})
    lines = list(AuditEntry.select().where(AuditEntry.area == "general").order_by(AuditEntry.id))[2:]
    assert [(line.field, line.before, line.after) for line in lines] == [
        ("Intervalo entre envio das mensagens agendadas (em segundos)", "30", "45"),
        ("Mensagem padrão de encerramento ticket", "Tchau!", "Até logo!"),
    ]
    assert {line.user for line in lines} == {cast.ana}


def test_the_history_speaks_the_school_s_words(ana, cast):
    submit(ana, "/settings/transfer", {
        "transfer_to": "agent", "transfer_agent": cast.bia.id, "transfer_wait_minutes": "5", "transfer_text": "Oi",
        "version": "1",
    })  # fmt: skip
    page = ana.get("/settings/transfer/history")
    assert "Transferir ticket automaticamente Não transferir Atendente" in words(page, "tbody")
    assert "Atendente (vazio) Bia Rocha" in words(page, "tbody")
    assert "Ana Prado" in words(page, "tbody")


def test_a_double_click_saves_once_and_leaves_one_history(keep):
    assert keep(1, {"welcome_text": "Olá!"}) is True
    assert keep(1, {"welcome_text": "Olá!"}) is True
    assert Settings.current().general_version == 2
    assert AuditEntry.select().where(AuditEntry.field == "Boas-vindas").count() == 1


def test_who_saw_an_old_version_overwrites_nothing(keep):
    assert keep(1, {"welcome_text": "Da Ana"}) is True
    assert keep(1, {"welcome_text": "De outra pessoa"}) is False
    assert Settings.current().welcome_text == "Da Ana"
    assert keep(2, {"welcome_text": "De outra pessoa"}) is True


def test_tabs_are_saved_side_by_side(keep, cast):
    keep(1, {"welcome_text": "Olá!"})
    assert save("contacts", 1, {"save_contacts": False}, lambda row: {}, cast.ana, NOW) is True


def test_a_colleague_s_save_is_shown_with_both_values_and_mine_can_be_saved_next(ana, cast):
    mine = {**GOOD, "welcome_text": "Minha versão"}
    submit(ana, URL, {**GOOD, "welcome_text": "Versão da colega"})
    answer = submit(ana, URL, mine)
    assert answer.status_code == 422
    assert "Ana Prado salvou esta guia enquanto você editava" in words(answer, ".callout")
    shown = words(answer, ".callout tbody")
    assert "Versão da colega" in shown and "Minha versão" in shown and "boas" not in shown
    assert words(answer, "textarea#welcome_text") == "Minha versão"
    assert Settings.current().welcome_text == "Versão da colega"
    hidden = {field["name"]: field["value"] for field in select(answer, "form#general input[type=hidden]")}
    assert ana.post(URL, data={**mine, **hidden}).status_code == 303
    assert Settings.current().welcome_text == "Minha versão"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_forged_version_overwrites_nothing(ana, version):
    assert submit(ana, URL, {**GOOD, "version": version}).status_code == 422
    assert Settings.current().welcome_text == ""


def test_an_unchanged_tab_has_an_empty_history_that_says_what_will_be_there(ana):
    assert "Nenhuma mudança ainda" in words(ana.get("/settings/privacy/history"))
    assert ana.get("/settings/nada/history").status_code == 404


def test_a_long_history_goes_on_another_page(ana, cast):
    for n in range(60):
        AuditEntry.create(at=NOW, user=cast.ana, area="general", field="Campo", before=str(n), after=str(n + 1))
    first = ana.get(f"{URL}/history")
    assert len(select(first, "tbody tr")) == 50
    older = ana.get(f"{URL}/history{select(first, 'main p > a')[-1]['href']}")
    assert len(select(older, "tbody tr")) == 10
