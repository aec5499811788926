"""The page of one scheduled message: how far it got, its buttons, its recipients."""

import csv
import io
from datetime import timedelta

import pytest

from tests.announcements import announcement, recipient
from tests.cast import contact
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.scheduled.models import ScheduledMessage
from workchat.settings.models import Settings

LIST = "/scheduled"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def people(cast):
    return [contact(f"Pessoa {n}", f"551191111{n:04}") for n in range(5)]


def page_of(browser, message: ScheduledMessage, query: str = ""):
    return browser.get(f"/scheduled/{message.id}{query}")


def press(browser, message: ScheduledMessage, verb: str, **fields):
    return submit(browser, f"/scheduled/{message.id}/{verb}", fields, page="/scheduled/new")


def test_the_page_counts_while_it_is_sent(ana, cast, people):
    message = announcement(cast, utcnow(), "sending")
    for person, status in zip(people, ("read", "delivered", "failed", "unknown", "queued"), strict=True):
        recipient(message, person, status)
    page = page_of(ana, message)
    assert words(page, "title") == "4 de 5 · Reunião de pais sending · WorkChat"
    bar = select(page, "#live progress")[0]
    assert (bar["value"], bar["max"]) == ("4", "5")
    assert words(page, "#live .progress-words") == "4 de 5 · 2 enviadas · 1 com falha · 1 incerta"


def test_it_asks_for_news_only_while_something_is_sent(ana, cast, people):
    message = announcement(cast, utcnow(), "sending")
    row = recipient(message, people[0], "queued")
    news = select(page_of(ana, message), "#one-poll")[0]["hx-get"]
    Delivery.update(status="delivered", finished_at=utcnow()).where(Delivery.id == row.id).execute()
    answer = ana.get(news)
    assert answer.status_code == 200 and "1 de 1 · Reunião" in words(answer, "title")
    assert "Entregue" in words(answer, ".recipients")
    for state in ("done", "paused", "cancelled"):
        other = announcement(cast, utcnow(), state)
        assert not select(page_of(ana, other), "[data-poll]")


def test_nothing_new_is_an_empty_answer(ana, cast, people):
    message = announcement(cast, utcnow(), "sending", resumed_at=utcnow())
    recipient(message, people[0], "unknown")  # nothing waits: no end that could move
    assert ana.get(select(page_of(ana, message), "#one-poll")[0]["hx-get"]).status_code == 204


def test_when_the_state_changes_the_whole_page_comes_with_its_buttons(ana, cast, people):
    message = announcement(cast, utcnow(), "sending")
    news = select(page_of(ana, message), "#one-poll")[0]["hx-get"]
    ScheduledMessage.update(state="paused", paused_kind="stopped", paused_why="5 falhas.", version=9).execute()
    answer = ana.get(news)
    assert select(answer, "hx-partial")[0]["hx-target"] == "#page"
    assert "Retomar" in words(answer, ".actions") and not select(answer, "[data-poll]")


def test_pause_and_go_on(ana, cast):
    message = announcement(cast, utcnow(), "sending")
    assert "Pausar" in words(page_of(ana, message), ".page-header")
    press(ana, message, "pause")
    page = page_of(ana, message)
    assert "Pausada por uma pessoa" in words(page, ".callout") and "Retomar" in words(page, ".page-header")
    press(ana, message, "resume")
    assert ScheduledMessage.get().state == "sending"


def test_a_button_that_comes_too_late_says_so(ana, cast):
    message = announcement(cast, utcnow(), "done")
    press(ana, message, "pause")
    assert "não está sendo enviada agora" in words(page_of(ana, message), "#notices")


def test_while_nothing_leaves_the_page_says_why(ana, cast, people):
    Settings.update(sunday_from="", saturday_from="", weekday_from="").execute()
    message = announcement(cast, utcnow(), "sending")
    recipient(message, people[0], "queued")
    assert "Não há mais horário de envio" in words(page_of(ana, message), "#live")
    ScheduledMessage.update(urgent=True).execute()
    assert not select(page_of(ana, message), "#live .warn")
    Settings.update(daily_cap=1).execute()
    recipient(message, people[1], "sent")
    assert "O limite do número em 24 horas (1 contato) foi usado" in words(page_of(ana, message), "#live")
    cast.number.stopped_at = utcnow()
    cast.number.save()
    assert "está parado" in words(page_of(ana, message), "#live")


def test_why_a_rule_paused_it_is_said_in_words(ana, cast):
    page = page_of(ana, announcement(cast, utcnow(), "stopped"))
    assert "para proteger o número. 5 envios seguidos falharam." in words(page, ".callout.danger")


def test_cancelling_asks_first_and_says_who_will_not_get_it(ana, cast, people):
    message = announcement(cast, utcnow(), "sending")
    for person in people[:2]:
        recipient(message, person, "queued")
    page = ana.get(f"/scheduled/{message.id}/cancel")
    assert "2 contatos ainda não receberam e não vão receber" in words(page, ".callout")
    press(ana, message, "cancel")
    assert ScheduledMessage.get().state == "cancelled"


def test_a_late_one_waits_for_a_decision_with_three_ways_out(ana, cast):
    message = announcement(cast, utcnow(), "late")
    shown = words(page_of(ana, message), ".callout")
    assert "atrasou 3 h" in shown and "Enviar agora Remarcar Cancelar envio" in shown
    press(ana, message, "send-late")
    assert ScheduledMessage.get().state == "sending"


def test_another_time_is_given_in_any_usual_form(ana, cast):
    message = announcement(cast, utcnow(), "late")
    wrong = press(ana, message, "reschedule", day="amanhã", hour="cedo")
    assert wrong.status_code == 422 and select(wrong, "#day")[0]["value"] == "amanhã"
    assert "Escreva assim: 05/12/2026" in words(wrong, "#day-error")
    day = utcnow() + timedelta(days=3)
    assert press(ana, message, "reschedule", day=f"{day:%d/%m/%Y}", hour="9h").status_code == 303
    after = ScheduledMessage.get()
    assert (after.state, f"{after.due_at:%d %H:%M}") == ("scheduled", f"{day:%d} 12:00")


def test_recipients_can_be_filtered_and_come_page_by_page(ana, cast):
    message = announcement(cast, utcnow(), "done")
    for n in range(55):
        recipient(message, contact(f"Mãe {n:02}", f"551192222{n:04}"), "failed" if n == 3 else "read", error="Não tem.")
    page = page_of(ana, message)
    assert len(select(page, ".recipients tbody tr")) == 50
    assert words(page, ".filters") == "Todos 55 Lida 54 Com falha 1"
    following = ana.get(select(page, "#next-page")[0]["href"])
    assert len(select(following, ".recipients tbody tr")) == 5 and not select(following, "#next-page")
    failed = page_of(ana, message, "?status=failed")
    assert words(failed, ".recipients tbody tr") == "Mãe 03 +55 11 92222-0003 Com falha Não tem. " + words(
        failed, ".recipients tbody td:last-child"
    )


def test_the_uncertain_ones_go_again_with_one_button(ana, cast, people):
    message = announcement(cast, utcnow(), "done")
    for person, status in zip(people, ("unknown", "unknown", "read"), strict=False):
        recipient(message, person, status)
    assert "2 contatos são incertos" in words(page_of(ana, message), ".uncertain")
    press(ana, message, "unknown-again")
    assert Delivery.select().where(Delivery.status == "queued").count() == 2
    press(ana, message, "unknown-again")
    assert "Não há mais nenhuma incerta" in words(page_of(ana, message), "#notices")


def test_the_list_downloads_without_formulas_and_leaves_a_trace(ana, cast):
    message = announcement(cast, utcnow(), "done")
    recipient(message, contact("=2+3;cmd", "5511911110000"), "failed", error="@Não chegou")
    answer = press(ana, message, "recipients.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Nome", "Telefone", "Situação"]
    assert rows[1][:3] == ["'=2+3;cmd", "55 11 91111-0000", "Com falha"] and rows[1][4] == "'@Não chegou"
    assert AuditEntry.get(AuditEntry.field == "Lista de contatos baixada").user_id == cast.ana.id
    assert "Lista de contatos baixada" in words(page_of(ana, message), ".history")


def test_a_draft_shows_its_review_and_what_is_scheduled_can_be_edited(ana, cast):
    assert "Revise antes de agendar" in words(page_of(ana, announcement(cast, utcnow())))
    assert "Editar" in words(page_of(ana, announcement(cast, utcnow(), "scheduled")), ".page-header")


def test_an_agent_has_no_page_of_scheduled_messages(client, cast):
    message = announcement(cast, utcnow(), "sending")
    sign_in(client, cast.bia)
    assert {client.get(url).status_code for url in (LIST, f"/scheduled/{message.id}", "/scheduled/new")} == {403}
