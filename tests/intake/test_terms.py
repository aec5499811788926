"""The privacy terms at the reception: asked, accepted, refused, repeated, and the ways out."""

from datetime import timedelta

import pytest

from tests.desk import Desk
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Ticket
from workchat.chat.take import take
from workchat.intake.ask_again import ask_again
from workchat.intake.decide import record_acceptance
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery

TERMS = "https://escola.example/termo"
QUESTION = f"Termo: {TERMS} [Aceito] [Não aceito]"
REQUEST = "Mande seu CPF e sua data de nascimento."
REFUSAL = "Tudo bem. Ligue para a Secretaria: (11) 3333-0000."


@pytest.fixture
def terms(desk: Desk) -> Desk:
    desk.set(privacy_url=TERMS, refusal_text=REFUSAL, closing_text="Até logo!")
    desk.writes("Oi")
    assert desk.send_all() == [QUESTION]
    desk.later(seconds=30)
    return desk


def test_accepting_with_the_button_writes_the_ledger_and_queues_the_ticket(terms: Desk):
    terms.presses("Aceito", id="wamid.sim")
    row = Consent.get()
    assert (row.answer, row.url, row.raw_answer, row.answer_wa_id) == ("accepted", TERMS, "Aceito", "wamid.sim")
    assert row.question_wa_id == "wamid.out1" and len(row.text_sha256) == 64
    assert terms.ticket.state == WAITING


@pytest.mark.parametrize("word", ["sim", "Aceito!", "ok", "1", "SIM, ACEITO"])
def test_people_accept_in_their_own_words(terms: Desk, word: str):
    terms.writes(word)
    assert Consent.get().answer == "accepted"


def test_refusing_closes_without_the_goodbye_and_says_how_else_to_reach_the_school(terms: Desk):
    terms.presses("Não aceito")
    assert terms.send_all() == [REFUSAL]
    assert (terms.ticket.state, terms.ticket.closing_note) == (CLOSED, "Termo recusado")
    assert Consent.get().answer == "refused"


def test_what_is_written_after_a_refusal_is_attached_and_aceito_reopens(terms: Desk):
    terms.presses("Não aceito")
    terms.later(hours=2)
    terms.writes("e o boleto?")
    assert Ticket.select().count() == 1 and terms.ticket.state == CLOSED
    terms.writes("aceito")
    assert terms.ticket.state == WAITING
    assert [row.answer for row in Consent.select().order_by(Consent.id)] == ["refused", "accepted"]


def test_a_burst_before_the_question_left_answers_nothing(desk: Desk):
    desk.set(privacy_url=TERMS)
    for text in ("sim", "bom dia", "preciso do boleto"):
        desk.writes(text)
    assert desk.send_all() == [QUESTION]
    assert Consent.select().count() == 0 and desk.ticket.state == INTAKE


def test_a_question_without_answer_is_repeated_after_a_minute_and_stops_after_three_tries(terms: Desk):
    for _ in range(3):
        terms.writes("preciso do boleto")
        terms.later(seconds=61)
        terms.sweep()
        terms.send_all()
    terms.writes("alô?")
    assert terms.ticket.state == WAITING
    assert "três respostas" in " ".join(terms.notes())
    assert len(terms.cloud.texts) <= 5


def test_terms_are_asked_always_or_only_when_they_change(terms: Desk):
    terms.presses("Aceito")
    Ticket.update(state=CLOSED).execute()
    terms.set(terms_always=False)
    terms.later(days=1)
    terms.writes("Oi de novo")
    assert terms.ticket.state == WAITING
    Ticket.update(state=CLOSED).execute()
    terms.set(privacy_url="https://escola.example/termo-2")
    terms.writes("Oi mais uma vez")
    assert terms.ticket.state == INTAKE


def test_an_agent_who_takes_the_ticket_stops_the_questions(terms: Desk):
    take(terms.ticket.id, terms.cast.bia, terms.now)
    terms.writes("sim")
    assert Consent.select().count() == 0
    assert (terms.ticket.state, Intake.get().step) == (ATTENDING, "done")


def test_an_agent_asks_again_or_records_an_acceptance_on_paper(terms: Desk):
    assert ask_again(terms.ticket.id, terms.now)
    assert len(terms.send_all()) == 1
    assert record_acceptance(terms.ticket.id, terms.cast.bia, "assinou na matrícula", terms.now)
    row = Consent.get()
    assert (row.answer, row.recorded_by, row.raw_answer) == ("accepted", terms.cast.bia, "assinou na matrícula")
    assert terms.ticket.state == WAITING


def test_two_bubbles_when_one_is_too_small_and_the_second_waits(desk: Desk):
    desk.set(privacy_url=TERMS, welcome_text="Bem-vindo! " * 100)
    desk.writes("Oi")
    assert len(desk.send_all()) == 1
    first = Delivery.select().order_by(Delivery.id).first()
    desk.tick(first, "delivered")
    assert desk.send_all() == [QUESTION]


def test_the_second_bubble_waits_ten_seconds_at_most(desk: Desk):
    desk.set(privacy_url=TERMS, welcome_text="Bem-vindo! " * 100)
    desk.writes("Oi")
    desk.send_all()
    desk.now += timedelta(seconds=11)
    assert desk.send_all() == [QUESTION]
