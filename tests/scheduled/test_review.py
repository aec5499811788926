"""The review: how many people, who is left out, what it costs, and one button that keeps its word."""

from datetime import timedelta

import pytest

from tests.announcements import PDF, announcement, attachment, recipient
from tests.cast import contact, ticket
from tests.page import select, sign_in, submit, words
from tests.scheduled.test_compose import template
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.rules import Facts, risks
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def marta(cast) -> Contact:
    """She wrote a minute ago."""
    row = contact()
    ticket(cast, row, at=utcnow() - timedelta(minutes=1))
    return row


def url(message: ScheduledMessage) -> str:
    return f"/scheduled/{message.id}/review"


def press(browser, message: ScheduledMessage, **changed):
    """Press the button of the review as the page shows it."""
    shown = select(browser.get(url(message)), "#schedule input")
    return browser.post(url(message), data={box["name"]: box["value"] for box in shown} | changed)


def test_one_button_schedules_for_the_people_that_the_page_counted(ana, cast, marta):
    message = announcement(cast, utcnow())
    page = ana.get(url(message))
    assert words(page, ".big-number") == "1 contato, uma vez"
    assert words(page, "#schedule-button") == "Agendar para 1 contato"
    assert press(ana, message).location == f"/scheduled/{message.id}"
    after = ScheduledMessage.get()
    assert (after.state, after.expected, after.scheduled_by_id) == ("scheduled", 1, cast.ana.id)


def test_a_double_click_schedules_once(ana, cast, marta):
    message = announcement(cast, utcnow())
    fields = {box["name"]: box["value"] for box in select(ana.get(url(message)), "#schedule input")}
    answers = [ana.post(url(message), data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert ScheduledMessage.get().version == 2


def test_who_is_left_out_is_counted_with_the_reason(ana, cast, marta):
    contact("João", "5511911110001", opted_out_at=utcnow())
    Contact.create(name="Sem fone", saved_at=utcnow())
    Contact.create(name="Nova", phone_key="5511911110003", wa_id="5511911110003")
    for n in (4, 5):
        contact(f"Pai {n}", f"551191111000{n}")
    page = ana.get(url(announcement(cast, utcnow())))
    left = words(page, ".left-out")
    assert "1 pediu para não receber" in left and "1 sem telefone" in left and "1 não está salvo" in left
    assert "2 não escrevem há mais de 24 horas" in left
    assert "use um modelo aprovado" in words(page, ".review-people .callout")


def test_real_people_are_shown_as_they_will_read_it(ana, cast, marta):
    page = ana.get(url(announcement(cast, utcnow())))
    assert "Marta Souza · +55 11 98765-4321" in words(page, ".samples .caption")
    assert words(page, ".samples .bubble-text") == "Olá, Marta! Para não receber mais, responda SAIR."


def test_nobody_to_reach_means_no_button_and_says_why(ana, cast):
    message = announcement(cast, utcnow())
    page = ana.get(url(message))
    assert not select(page, "#schedule-button") and "ninguém recebe" in words(page, ".save-bar")
    fields = {"csrf_token": select(page, "[name=csrf_token]")[0]["value"], "version": 1, "expected": 0}
    assert ana.post(url(message), data=fields).status_code == 422
    assert ScheduledMessage.get().state == "draft"


def test_an_audience_that_changed_is_shown_again_before_it_is_scheduled(ana, cast, marta):
    message = announcement(cast, utcnow())
    answer = press(ana, message, expected="320")
    assert answer.status_code == 422 and ScheduledMessage.get().state == "draft"
    assert "mudou de 320 contatos para 1 contato" in words(answer, ".callout")
    assert select(answer, "#expected")[0]["value"] == "1"


def test_a_draft_that_a_colleague_changed_is_shown_again(ana, cast, marta):
    answer = press(ana, announcement(cast, utcnow()), version="7")
    assert answer.status_code == 422 and "Alguém mudou esta mensagem" in words(answer, ".callout")


def test_the_price_of_its_category_is_multiplied(ana, cast, marta):
    text = announcement(cast, utcnow())
    assert "preço de uma mensagem de serviço não está preenchido" in words(ana.get(url(text)))
    Settings.update(price_service=375, price_marketing=3437).execute()
    assert "Cerca de R$ 0,04: 1 contato × R$ 0,0375 (serviço)." in words(ana.get(url(text)))
    row = template(cast, "Promoção!", category="MARKETING")
    page = ana.get(url(announcement(cast, utcnow(), content="template", template=row, form_key="2")))
    assert "R$ 0,3437 (marketing)" in words(page) and "Modelo de marketing" in words(page, ".risks")


def test_a_template_that_is_no_longer_approved_stops_it(ana, cast, marta):
    row = template(cast, "Olá!", status="PAUSED")
    page = ana.get(url(announcement(cast, utcnow(), content="template", template=row)))
    assert "não está mais aprovado" in words(page, ".callout.danger") and not select(page, "#schedule-button")


def test_a_time_that_passed_stops_it(ana, cast, marta):
    page = ana.get(url(announcement(cast, utcnow(), due_at=utcnow() - timedelta(hours=1))))
    assert "já passaram" in words(page, ".callout.danger")


def test_a_number_out_of_use_stops_it(ana, cast, marta):
    Number.update(active=False).execute()
    assert "está fora de uso" in words(ana.get(url(announcement(cast, utcnow()))), ".callout.danger")


def test_an_urgent_one_says_that_it_does_not_wait(ana, cast, marta):
    page = ana.get(url(announcement(cast, utcnow(), urgent=True, urgent_reason="Falta água")))
    assert "não espera o horário" in words(page) and "Falta água" in words(page)


def test_the_review_of_what_began_leads_to_its_page(ana, cast):
    message = announcement(cast, utcnow(), "sending")
    assert ana.get(url(message)).location == f"/scheduled/{message.id}"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (Facts(100, 0, "", 5, False, 250, 1), ["intervalo de 5 segundos é bem curto"]),
        (Facts(100, 0, "", 15, False, 250, 1), ["intervalo de 15 segundos é curto"]),
        (Facts(100, 1, "", 30, False, 250, 1), ["1 contato nunca escreveu"]),
        (Facts(100, 60, "MARKETING", 30, True, 250, 1), ["60 contatos nunca", "marketing", "primeira mensagem"]),
        (Facts(1000, 0, "", 30, False, 250, 4), ["até 250 pessoas em 24 horas"]),
        (Facts(100, 0, "UTILITY", 30, False, 250, 1), []),
    ],
)
def test_the_risks_are_told_in_plain_words_worst_first(facts, says):
    found = risks(facts)
    assert len(found) == len(says) and all(word in sentence for word, (_, sentence) in zip(says, found, strict=True))


def test_a_test_goes_to_the_phone_however_it_is_typed_and_is_remembered(ana, cast, marta):
    message = announcement(cast, utcnow())
    answer = submit(ana, f"/scheduled/{message.id}/test", {"phone": "(11) 98765-4321"}, page=url(message))
    sent = Delivery.get()
    assert answer.location == f"/scheduled/{message.id}/review?test={sent.id}#test"
    page = ana.get(answer.location.split("#")[0])
    assert "Teste para +55 11 98765-4321: na fila." in words(page, "#test-sent")
    assert select(page, "#phone")[0]["value"] == "+55 11 98765-4321"
    assert ana.get(select(page, "#test-sent")[0]["hx-get"]).status_code == 204


def test_the_test_says_what_became_of_it(ana, cast, marta):
    message = announcement(cast, utcnow())
    submit(ana, f"/scheduled/{message.id}/test", {"phone": "11987654321"}, page=url(message))
    news = f"/scheduled/{message.id}/test/news?test={Delivery.get().id}&status=queued"
    Delivery.update(status="failed", error_code=131047, error="Fora da janela.").execute()
    answer = ana.get(news)
    assert "não escreveu para a escola nas últimas 24 horas" in words(answer, "#test-sent")
    assert not select(answer, "[data-poll]")
    Delivery.update(status="delivered", error_code=None).execute()
    assert "entregue" in words(ana.get(news), "#test-sent")


@pytest.mark.parametrize("typed", ["", "123", "telefone", "9" * 40])
def test_a_phone_that_is_none_is_refused_and_kept(ana, cast, marta, typed):
    message = announcement(cast, utcnow())
    answer = submit(ana, f"/scheduled/{message.id}/test", {"phone": typed}, page=url(message))
    assert answer.status_code == 422 and "telefone com DDD" in words(answer, "#phone-error")
    assert select(answer, "#phone")[0].get("value") == typed and not Delivery.select().count()


def test_nobody_reads_another_delivery_through_the_test(ana, cast, marta):
    message = announcement(cast, utcnow(), "sending")
    other = recipient(message, marta, "sent")
    assert ana.get(f"/scheduled/{message.id}/test/news?test={other.id}").status_code == 404


def test_a_file_that_whatsapp_refused_stops_it(ana, cast, marta):
    file = attachment(utcnow(), PDF, "application/pdf", "a.pdf")
    file.error = "O arquivo é grande demais."
    file.save()
    page = ana.get(url(announcement(cast, utcnow(), attachment=file)))
    assert "O arquivo é grande demais." in words(page, ".callout.danger")
