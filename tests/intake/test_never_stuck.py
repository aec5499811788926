"""Whatever becomes of a question on its way, the family is never left alone with it."""

from datetime import timedelta

import pytest

from tests import meta
from tests.desk import Desk
from workchat.chat.models import INTAKE, WAITING, Message
from workchat.chat.take import take
from workchat.db import timestamp
from workchat.intake.ask_again import ask_again
from workchat.intake.models import Consent, Intake
from workchat.intake.stop_questions import stop_questions
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Delivery
from workchat.settings.models import TermsVersion
from workchat.whatsapp.answers import Refused, Uncertain

TERMS = "https://escola.example/termo"
QUESTION = f"Termo: {TERMS} [Aceito] [Não aceito]"


@pytest.fixture
def terms(desk: Desk) -> Desk:
    desk.set(privacy_url=TERMS, refusal_text="Ligue para a escola.")
    return desk


def test_a_question_that_whatsapp_refused_calls_a_person(terms: Desk):
    terms.writes("Oi")
    terms.cloud.errors = [Refused(131053, 400, "x")]
    terms.send_all()
    terms.sweep()
    assert (terms.ticket.state, Intake.get().step) == (WAITING, "done")
    assert "não chegou" in terms.notes()[-1]
    assert terms.send_all() == []


def test_a_question_that_failed_after_it_left_calls_a_person(terms: Desk):
    terms.writes("Oi")
    terms.send_all()
    terms.tick(Delivery.get(), "failed", errors=[{"code": 131047, "title": "x"}])
    terms.sweep()
    assert terms.ticket.state == WAITING


def test_a_question_of_which_nobody_knows_whether_it_left_calls_a_person(terms: Desk):
    terms.writes("Oi")
    terms.cloud.errors = [Uncertain("sem resposta")]
    terms.send_all()
    terms.sweep()
    assert terms.ticket.state == INTAKE
    terms.later(minutes=16)
    give_up_on_proof_all_due(terms.now)
    terms.sweep()
    assert terms.ticket.state == WAITING


def test_a_question_that_arrived_late_still_waits_for_its_answer(terms: Desk):
    terms.writes("Oi")
    terms.later(minutes=20)
    assert terms.send_all() == [QUESTION]
    terms.sweep()
    assert terms.ticket.state == INTAKE
    terms.later(seconds=5)
    terms.writes("aceito")
    assert Consent.get().answer == "accepted"


@pytest.mark.parametrize("ahead", [120, -120])
def test_an_answer_counts_although_the_schools_clock_is_wrong(terms: Desk, ahead: int):
    """Both times of an answer are WhatsApp's: the question's `sent` and the message's own."""
    terms.writes("Oi")
    terms.send_all()
    real = terms.now - timedelta(seconds=ahead)
    one = meta.status(Delivery.get().wa_id, "sent", at=timestamp(real), key=Delivery.get().key)
    terms.ticks(one)
    terms.later(seconds=20)
    terms.writes("aceito", at=real + timedelta(seconds=15))
    assert Consent.get().answer == "accepted"


def test_a_welcome_that_comes_out_empty_never_costs_the_message(desk: Desk):
    desk.set(welcome_text="{{primeiro_nome}}")
    desk.writes("Oi", sender="5521988887777", user_id="BR.77")
    assert desk.ticket.last_text == "Oi" and desk.send_all() == []


def test_an_empty_request_for_data_still_asks(desk: Desk):
    desk.set(restriction="automatic", request_text="", welcome_text="{{primeiro_nome}}")
    desk.writes("Oi", sender="5521988887777", user_id="BR.77")
    assert "CPF" in desk.send_all()[0]
    assert Message.get(Message.direction == "out").source == "data"


@pytest.mark.parametrize("end", ["take", "stop"])
def test_a_question_that_did_not_leave_yet_stays_here_when_a_person_takes_over(terms: Desk, end: str):
    terms.set(welcome_text="Bem-vindo! " * 100)
    terms.writes("Oi")
    if end == "take":
        take(terms.ticket.id, terms.cast.bia, terms.now)
    else:
        stop_questions(terms.ticket.id, terms.cast.bia, terms.now)
    assert len(terms.send_all()) == 1
    terms.later(seconds=11)
    assert terms.send_all() == []
    assert Delivery.select().order_by(Delivery.id.desc()).get().status == "cancelled"


def test_a_late_cancel_is_answered_by_people_and_not_by_a_text(terms: Desk):
    terms.writes("Oi")
    terms.send_all()
    terms.later(hours=3)
    terms.writes("cancelar", at=terms.now - timedelta(hours=2))
    assert terms.ticket.state == WAITING and terms.send_all() == []


@pytest.mark.parametrize("words", ["aceito", "agora aceito", "ok eu aceito", "sim aceito os termos de privacidade"])
def test_every_acceptance_that_reopens_is_an_acceptance(terms: Desk, words: str):
    terms.writes("Oi")
    terms.send_all()
    terms.later(seconds=30)
    terms.presses("Não aceito")
    terms.later(minutes=5)
    terms.writes(words)
    assert terms.ticket.state == WAITING
    assert [row.answer for row in Consent.select().order_by(Consent.id)] == ["refused", "accepted"]


def test_the_ledger_keeps_the_terms_that_were_shown_and_not_those_of_today(terms: Desk):
    shown = TermsVersion.latest()
    terms.writes("Oi")
    terms.send_all()
    terms.set(privacy_url="https://escola.example/termo-2")
    terms.later(seconds=30)
    ask_again(terms.ticket.id, terms.now)
    assert TERMS in terms.send_all()[0] and "termo-2" not in terms.cloud.texts[-1]
    terms.presses("Aceito")
    row = Consent.get()
    assert (row.terms_version, row.url) == (shown, TERMS)
