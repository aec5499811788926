"""Birth date, CPF and the authorisation to keep them: asked, read, approved, refused and forgotten."""

from datetime import date

import pytest

from tests.desk import Desk
from workchat.chat.models import CLOSED, INTAKE, WAITING, Ticket
from workchat.contacts.models import Contact
from workchat.intake.decide import decide
from workchat.intake.models import Consent, Intake

TERMS = "https://escola.example/termo"
QUESTION = f"Termo: {TERMS} [Aceito] [Não aceito]"
REQUEST = "Mande seu CPF e sua data de nascimento."
REFUSAL = "Tudo bem. Ligue para a Secretaria: (11) 3333-0000."


@pytest.fixture
def questions(desk: Desk) -> Desk:
    desk.set(restriction="automatic", request_text=REQUEST)
    desk.writes("Oi")
    assert desk.send_all() == [REQUEST]
    desk.later(seconds=30)
    return desk


def test_everything_in_one_message_approves_the_contact(questions: Desk):
    questions.writes("nasci em 5/3/98 e meu cpf é 529.982.247-25, pode salvar")
    contact = Contact.get()
    assert (contact.birth_date, contact.cpf) == (date(1998, 3, 5), "52998224725")
    assert contact.approved_at and contact.authorised_at and questions.ticket.state == WAITING
    assert b"52998224725" not in bytes(contact.sealed_cpf)
    assert [(row.purpose, row.answer) for row in Consent.select()] == [("data", "accepted")]


def test_a_wrong_cpf_is_asked_again_and_what_was_right_is_kept(questions: Desk):
    questions.writes("05/03/1998 e 111.444.777-00")
    assert questions.send_all() == ["O CPF não confere. Confira os números e mande de novo."]
    sealed = Intake.get().sealed_answers
    assert sealed and b"1998" not in bytes(sealed)
    questions.later(seconds=20)
    questions.writes("529.982.247-25")
    assert "[Autorizo] [Não autorizo]" in questions.send_all()[0]
    questions.later(seconds=20)
    questions.presses("Autorizo")
    assert Contact.get().cpf == "52998224725" and Intake.get().sealed_answers is None
    assert questions.ticket.state == WAITING


def test_an_answer_counts_while_the_repetition_is_still_in_the_queue(questions: Desk):
    questions.writes("05/03/1998 e 111.444.777-00")
    questions.later(seconds=2)
    questions.writes("desculpe, 529.982.247-25")
    assert Intake.get().step == "authorisation"


def test_refusing_the_authorisation_forgets_the_answers_and_calls_a_person(questions: Desk):
    questions.writes("05/03/1998 529.982.247-25")
    questions.send_all()
    questions.later(seconds=5)
    questions.presses("Não autorizo")
    assert Intake.get().sealed_answers is None and Contact.get().sealed_cpf is None
    assert questions.ticket.state == WAITING
    assert [(row.purpose, row.answer) for row in Consent.select()] == [("data", "refused")]


def test_a_nine_year_olds_cpf_is_never_stored(questions: Desk):
    questions.writes("10/05/2017 e 529.982.247-25")
    assert Contact.get().sealed_cpf is None and Intake.get().sealed_answers is None
    assert "menor de 12 anos" in " ".join(questions.notes())
    assert questions.ticket.state == WAITING


def test_in_manual_mode_a_person_approves(questions: Desk):
    questions.set(restriction="manual")
    questions.writes("05/03/1998 529.982.247-25 autorizo")
    assert (questions.ticket.state, Intake.get().step) == (INTAKE, "approval")
    assert Contact.get().approved_at is None
    assert decide(questions.ticket.id, questions.cast.bia, True, questions.now)
    assert not decide(questions.ticket.id, questions.cast.bia, False, questions.now)
    assert Contact.get().approved_by == questions.cast.bia and questions.ticket.state == WAITING


def test_a_person_who_does_not_approve_deletes_the_data(questions: Desk):
    questions.set(restriction="manual")
    questions.writes("05/03/1998 529.982.247-25 autorizo")
    decide(questions.ticket.id, questions.cast.bia, False, questions.now)
    contact = Contact.get()
    assert (contact.birth_date, contact.sealed_cpf, contact.approved_at) == (None, None, None)


def test_who_is_approved_is_not_asked_again(questions: Desk):
    Contact.update(approved_at=questions.now).execute()
    Ticket.update(state=CLOSED).execute()
    questions.later(days=1)
    questions.writes("Oi")
    assert questions.ticket.state == WAITING
