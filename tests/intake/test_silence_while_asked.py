"""SAIR, CANCELAR and VOLTAR while the reception asks: only CANCELAR is about its questions."""

import pytest

from tests.cast import NOW
from tests.chat.silence import AGAIN, SILENT, TERMS, inbound
from tests.desk import Desk
from workchat.chat.models import INTAKE, WAITING
from workchat.contacts.models import Contact
from workchat.intake.models import Intake


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """The terms were asked half a minute ago."""
    desk.set(privacy_url=TERMS)
    desk.writes("Oi")
    desk.send_all()
    desk.later(seconds=30)
    return desk


def test_cancelar_during_the_questions_calls_a_person(asked: Desk):
    asked.writes("CANCELAR")
    assert asked.send_all() == ["Certo! Uma pessoa da escola vai continuar o atendimento com você por aqui."]
    assert asked.notes() == ["Escreveu CANCELAR durante as perguntas: veja o que deseja cancelar."]
    assert (asked.ticket.state, asked.ticket.waiting_since, Contact.get().opted_out_at) == (WAITING, NOW, None)
    asked.later(minutes=1)
    asked.writes("cancelar")
    assert Contact.get().opted_out_at == asked.now


def test_cancelar_before_the_question_left_calls_a_person_too(desk: Desk):
    desk.set(privacy_url=TERMS)
    desk.writes("Oi")
    desk.writes("cancelar")
    assert (desk.ticket.state, Contact.get().opted_out_at) == (WAITING, None)
    assert desk.send_all() == ["Certo! Uma pessoa da escola vai continuar o atendimento com você por aqui."]


@pytest.mark.parametrize("word", ["SAIR", "PARAR"])
def test_silence_during_the_questions_is_no_try_and_leaves_the_question_open(asked: Desk, word: str):
    for _ in range(4):
        asked.later(minutes=2)
        asked.writes(word)
    assert asked.send_all() == [SILENT]
    intake = Intake.get()
    assert (asked.ticket.state, intake.step, intake.tries, intake.ask_again_at) == (INTAKE, "terms", 0, None)
    asked.presses("Aceito")
    assert asked.ticket.state == WAITING


def test_voltar_during_the_questions_leaves_the_question_open(asked: Desk):
    asked.writes("SAIR")
    asked.writes("VOLTAR")
    assert asked.send_all() == [SILENT, AGAIN]
    assert (Contact.get().opted_out_at, Intake.get().tries) == (None, 0)


def test_after_a_refusal_of_the_terms_it_is_still_granted(asked: Desk):
    asked.presses("Não aceito")
    asked.send_all()
    asked.writes("SAIR")
    assert asked.send_all() == [SILENT]
    assert inbound().ticket_id is None
