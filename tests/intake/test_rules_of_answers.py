"""Birth date, CPF and authorisation: what each answer changes, and who gets a person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.asked import ADULT, ASKED, AUTHORISATION, BOTH, CPF, DATA, NOBODY, TERMS, TICKET, at, told
from workchat.intake import texts
from workchat.intake.rules import Answers, State, Turn, accept, ask_again, button_id, read_button, stop


def test_everything_in_one_sentence_is_enough():
    turn = told(DATA, "nasci em 5/3/98 e meu cpf é 529.982.247-25, pode salvar")
    assert (turn.complete, turn.minor, turn.state.step, turn.ask) == ("approve", False, "done", None)
    assert turn.state.answers == Answers(ADULT, CPF, True)
    manual = told(DATA, "05031998 52998224725 autorizo", policy=replace(BOTH, restriction="manual"))
    assert (manual.complete, manual.state.step) == ("wait", "approval")


@pytest.mark.parametrize(
    ("text", "answers", "said"),
    [
        ("5/3/98", Answers(ADULT), texts.MISSING_CPF),
        ("529.982.247-25", Answers(None, CPF), texts.MISSING_BIRTH_DATE),
        ("5/3/98 529.982.247-24", Answers(ADULT), texts.WRONG_CPF),
        ("30/02/98 e 52998224725", Answers(None, CPF), texts.WRONG_BIRTH_DATE),
        ("111.111.111-11", Answers(), texts.WRONG_CPF + " " + texts.MISSING_BIRTH_DATE.replace("só", "também")),
    ],
)
def test_what_is_found_is_kept_and_only_the_rest_is_asked_at_once(text, answers, said):
    turn = told(DATA, text)
    assert turn.state.answers == answers
    assert turn.ask.text == said
    assert turn.state.reasked_at == at(5)


def test_a_part_of_the_answer_is_no_failed_try_and_a_wrong_cpf_is_one():
    assert told(DATA, "5/3/98").state.tries == 0
    assert told(DATA, "529.982.247-24").state.tries == 1


def test_wrong_answers_are_answered_at_most_once_a_minute():
    first = told(DATA, "529.982.247-24", after=5)
    second = told(first.state, "529.982.247-23", after=20)
    assert (second.ask, second.ask_again_at, second.state.tries) == (None, at(65), 1)
    third = told(second.state, "529.982.247-22", after=70)
    assert (third.ask.text, third.ask_again_at, third.state.tries) == (first.ask.text, None, 2)
    right = told(third.state, "529.982.247-25 5/3/98", after=75)
    assert right.ask.name == "authorisation"
    last = told(third.state, "529.982.247-22", after=140)
    assert (last.hand_over, last.say, last.ask) == (texts.NOTE_TRIES, texts.HAND_OVER, None)


def test_the_authorisation_is_asked_with_buttons_when_it_was_not_said():
    turn = told(replace(DATA, tries=2), "05/03/1998, 529 982 247 25")
    assert (turn.state.step, turn.state.question, turn.state.tries, turn.state.asked_at) == (
        "authorisation",
        3,
        0,
        None,
    )
    assert [title for _, title in turn.ask.choices] == ["Autorizo", "Não autorizo"]


@pytest.mark.parametrize("text", ["sim", "autorizo", "pode", "Pode salvar", "ok", "1", "pode guardar sim"])
def test_the_authorisation_completes_the_answers(text):
    turn = told(AUTHORISATION, text)
    assert (turn.complete, turn.state.answers) == ("approve", Answers(ADULT, CPF, True))
    pressed = told(AUTHORISATION, "Autorizo", button=button_id(TICKET, 3, "yes"), kind="button")
    assert pressed.complete == "approve"


@pytest.mark.parametrize("text", ["não", "não autorizo", "2", "não quero", "não pode salvar", "nao autorizo guardarem"])
def test_a_refused_authorisation_forgets_the_answers_and_calls_a_person(text):
    turn = told(AUTHORISATION, text)
    assert (turn.forget_answers, turn.complete, turn.refuse) == (True, None, False)
    assert (turn.state.answers, turn.state.step) == (Answers(), "done")
    assert (turn.hand_over, turn.say) == (texts.NOTE_NOT_AUTHORISED, texts.NOT_KEPT)


def test_a_refusal_beside_the_data_forgets_them_too():
    assert told(DATA, "5/3/98 529.982.247-25 mas não autorizo salvar").forget_answers


@pytest.mark.parametrize(
    ("born", "child", "minor"),
    [
        ("06/03/2014", True, False),
        ("05/03/2014", False, True),
        ("06/03/2008", False, True),
        ("05/03/2008", False, False),
    ],
)
def test_children_go_to_a_person_and_adolescents_are_marked(born, child, minor):
    turn = told(DATA, f"{born} 529.982.247-25 autorizo")
    assert bool(turn.hand_over) is child
    assert turn.minor is minor
    assert (turn.complete is None) is child
    if child:
        assert "menor de 12 anos" in turn.hand_over
        assert turn.forget_answers


@given(
    st.dates(date(2014, 3, 6), date(2026, 3, 4)),
    st.permutations(["529.982.247-25", "autorizo", "{born}"]),
    st.booleans(),
)
def test_a_child_never_leaves_a_cpf(born, parts, at_once):
    messages = [" ".join(parts)] if at_once else parts
    state = DATA
    for number, message in enumerate(messages):
        turn = told(state, message.format(born=f"{born:%d/%m/%Y}"), after=5 + number)
        state = replace(turn.state, asked_at=ASKED)
    assert state.answers.cpf is None
    assert turn.complete is None


@pytest.mark.parametrize("state", [TERMS, DATA, AUTHORISATION])
@pytest.mark.parametrize("text", ["quero falar com alguém", "atendente", "Falar com atendente, por favor"])
def test_who_asks_for_a_person_gets_one(state, text):
    turn = told(state, text)
    assert (turn.hand_over, turn.say, turn.state.step) == (texts.NOTE_PERSON, texts.HAND_OVER, "done")
    assert (turn.consent, turn.forget_answers) == (None, False)


@pytest.mark.parametrize("state", [TERMS, DATA, AUTHORISATION])
@pytest.mark.parametrize("after", [-5, 5])
def test_cancelar_calls_a_person_whenever_it_was_written_and_leaves_nothing_behind(state, after):
    turn = told(state, "Cancelar!", after=after)
    assert (turn.hand_over, turn.say, turn.state.step) == (texts.NOTE_CANCEL, texts.HAND_OVER, "done")
    assert (turn.consent, turn.forget_answers, turn.state.answers) == (None, True, Answers())


def test_who_wants_none_of_it_gets_a_person_and_leaves_nothing_behind():
    turn = told(DATA, "não quero")
    assert (turn.hand_over, turn.forget_answers) == (texts.NOTE_PERSON, True)


def test_a_late_answer_is_kept_and_nothing_is_sent_because_of_it():
    accepted = told(TERMS, "sim", late=True)
    assert (accepted.consent, accepted.ask, accepted.hand_over) == ("accepted", None, texts.NOTE_LATE)
    refused = told(TERMS, "não", late=True)
    assert (refused.consent, refused.refuse, refused.say) == ("refused", False, "")
    assert refused.hand_over == texts.NOTE_LATE_REFUSAL
    assert told(AUTHORISATION, "autorizo", late=True).complete == "approve"
    chatter = told(TERMS, "oi", late=True)
    assert (chatter.state.step, chatter.ask_again_at, chatter.hand_over) == ("done", None, texts.NOTE_LATE)


@pytest.mark.parametrize("step", ["done", "approval"])
def test_when_the_questions_are_over_nothing_is_heard(step):
    state = State(step, 2, asked_at=ASKED)
    assert told(state, "não aceito") == Turn(state)
    assert ask_again(state, BOTH, ASKED) == Turn(state)


def test_an_agent_may_record_an_acceptance_stop_or_ask_again():
    assert accept(TERMS, BOTH, NOBODY).ask.name == "data"
    assert accept(DATA, BOTH, NOBODY) == Turn(DATA, consent="accepted")
    assert stop(replace(DATA, ask_again_at=ASKED)).state == replace(DATA, step="done")
    assert ask_again(DATA, BOTH, ASKED).ask.text == texts.MISSING_BOTH


@given(st.text())
def test_a_button_that_is_not_ours_is_read_as_nothing(pressed):
    assert read_button(pressed) is None
    assert read_button(button_id(TICKET, 2, "no")) == (TICKET, 2, "no")
    assert read_button(None) is None


WRITTEN = st.text() | st.lists(
    st.sampled_from(["5/3/98", "30/02/2000", "1/1/2020", "529.982.247-25", "111.111.111-11", "sim", "não",
     "autorizo", "cpf", "²",
                     "31 de fevereiro de 99", "00000000", "99999999999999", "nasci", "?", "1", "٣/٣/٩٩", "quero",
                     "CANCELAR"]),
).map(" ".join)  # fmt: skip


@given(
    WRITTEN,
    st.sampled_from([TERMS, DATA, AUTHORISATION, replace(DATA, answers=Answers(None, CPF)), replace(TERMS, tries=2)]),
    st.integers(-10, 200),
    st.booleans(),
)
def test_any_text_can_be_heard(text, state, after, late):
    turn = told(state, text, after=after, late=late)
    assert turn.ask is None or turn.ask.text
    assert turn.ask is None or not late
    assert turn.complete is None or turn.state.answers.authorised
    assert turn.consent is None or state.step == "terms" or turn.complete or turn.forget_answers
