"""What a contact is asked before a person answers, and what each answer changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.intake import texts
from workchat.intake.rules import (
    Answers,
    Known,
    Policy,
    Said,
    State,
    Turn,
    accept,
    ask_again,
    button_id,
    first_question,
    hear,
    read_button,
    start,
    stop,
)

ASKED = datetime(2026, 3, 5, 14, 0, 0)
TODAY = date(2026, 3, 5)
TICKET = 7
CPF = "52998224725"
ADULT = date(1998, 3, 5)
BOTH = Policy("https://escola.com/termo", "", 3, True, "Ligue para a escola.", "automatic", "Mande nascimento e CPF.")
TERMS_ONLY = replace(BOTH, restriction="none")
NOBODY = Known()

TERMS = State("terms", 1, asked_at=ASKED)
DATA = State("data", 2, asked_at=ASKED)
AUTHORISATION = State("authorisation", 3, asked_at=ASKED, answers=Answers(ADULT, CPF))


def at(seconds):
    return ASKED + timedelta(seconds=seconds)


def told(state, text="", after=5, policy=BOTH, kind="text", button=None, late=False, known=NOBODY) -> Turn:
    said = Said(text, kind, button, at(after), late)
    return hear(state, said, policy, known, TICKET, TODAY, at(after))


@pytest.mark.parametrize(
    ("policy", "known", "step"),
    [
        (BOTH, NOBODY, "terms"),
        (BOTH, Known(True, 3), "terms"),
        (replace(BOTH, terms_always=False), Known(False, 3), "data"),
        (replace(BOTH, terms_always=False), Known(False, 2), "terms"),
        (replace(BOTH, terms_always=False), Known(True, 3), "done"),
        (replace(BOTH, terms_url=""), NOBODY, "data"),
        (replace(BOTH, terms_url=""), Known(approved=True), "done"),
        (Policy(), NOBODY, "done"),
    ],
)
def test_a_new_chat_starts_with_the_first_question_that_is_needed(policy, known, step):
    assert start(policy, known).step == step


def test_the_terms_are_asked_with_the_link_and_two_buttons():
    question = first_question(start(BOTH, NOBODY), BOTH)
    assert BOTH.terms_url in question.text
    assert [title for _, title in question.choices] == ["Aceito", "Não aceito"]
    assert first_question(TERMS, replace(BOTH, terms_text="Leia isto. Aceita?")).text == "Leia isto. Aceita?"
    assert first_question(State("done"), BOTH) is None


@pytest.mark.parametrize("text", ["sim", "Aceito!", "ok", "1", "concordo", "Sim, aceito os termos", "1️⃣"])
def test_the_words_people_use_accept_the_terms(text):
    turn = told(TERMS, text)
    assert turn.consent == "accepted"
    assert (turn.state.step, turn.state.question, turn.state.asked_at) == ("data", 2, None)
    assert (turn.ask.name, turn.ask.text, turn.ask.choices) == ("data", "Mande nascimento e CPF.", ())


def test_after_the_terms_an_approved_contact_is_asked_nothing():
    for turn in (told(TERMS, "sim", known=Known(approved=True)), told(TERMS, "sim", policy=TERMS_ONLY)):
        assert (turn.state.step, turn.ask, turn.hand_over) == ("done", None, "")


@pytest.mark.parametrize("text", ["não", "2", "nao aceito", "Não concordo", "não, obrigada"])
def test_the_words_people_use_refuse_the_terms(text):
    turn = told(TERMS, text)
    assert (turn.consent, turn.refuse, turn.state.step, turn.ask) == ("refused", True, "done", None)


@pytest.mark.parametrize("text", ["1 ano", "oi", "ok?", "sim não", "👍", "", "aceito, mas e o boleto", "12", "pode"])
def test_what_is_not_clearly_yes_or_no_is_neither(text):
    turn = told(TERMS, text)
    assert turn.consent is None
    assert turn.state.step == "terms"


@pytest.mark.parametrize(("choice", "consent"), [("yes", "accepted"), ("no", "refused")])
def test_a_button_is_an_answer_even_before_the_question_is_known_to_have_left(choice, consent):
    turn = told(replace(TERMS, asked_at=None), "x", button=button_id(TICKET, 1, choice), kind="button")
    assert turn.consent == consent


@pytest.mark.parametrize("button", [button_id(8, 1, "yes"), button_id(TICKET, 2, "yes"), button_id(TICKET, 0, "no")])
def test_a_button_of_another_ticket_or_question_is_no_answer(button):
    assert told(TERMS, "Aceito", button=button, kind="button") == Turn(TERMS)


def test_a_burst_written_before_the_question_left_answers_nothing():
    for text in ("oi", "sim", "quero falar com alguém"):
        assert told(TERMS, text, after=-1) == Turn(TERMS)
        assert told(replace(TERMS, asked_at=None), text) == Turn(replace(TERMS, asked_at=None))


def test_an_answer_in_the_same_second_counts_because_whatsapp_counts_whole_seconds():
    assert told(replace(TERMS, asked_at=ASKED.replace(microsecond=900_000)), "sim", after=0).consent == "accepted"


@pytest.mark.parametrize("kind", ["image", "audio", "sticker", "location", "reaction"])
def test_media_is_never_an_answer_and_counts_no_try(kind):
    for state in (TERMS, replace(DATA, ask_again_at=at(60)), AUTHORISATION):
        assert told(state, "sim", kind=kind, after=90) == Turn(state)


def test_chatter_right_after_the_question_counts_nothing_and_is_asked_again_a_minute_later():
    first = told(TERMS, "bom dia", after=5)
    assert (first.state.tries, first.ask, first.ask_again_at) == (0, None, at(60))
    second = told(first.state, "preciso do boleto", after=20)
    assert (second.state.tries, second.ask, second.ask_again_at) == (0, None, at(60))
    again = ask_again(second.state, BOTH, at(61))
    assert again.ask.text == texts.terms_again(BOTH.terms_url)
    assert [title for _, title in again.ask.choices] == ["Aceito", "Não aceito"]
    assert (again.state.question, again.state.reasked_at, again.ask_again_at) == (1, at(61), None)


def test_a_good_answer_clears_the_repetition():
    assert told(told(TERMS, "oi").state, "sim", after=30).ask_again_at is None


def test_who_only_chats_is_asked_at_most_once_a_minute_and_reaches_a_person_after_three_tries():
    state, asked, second = TERMS, [], 0
    while state.step == "terms":
        second += 5
        assert second < 600, "the questions loop"
        turn = told(state, "oi", after=second)
        if turn.ask is None and turn.ask_again_at and turn.ask_again_at <= at(second):
            turn = ask_again(turn.state, BOTH, at(second))
        asked += [second] if turn.ask else []
        state = turn.state
    assert all(later - earlier >= 60 for earlier, later in zip([0, *asked], asked, strict=False))
    assert (turn.hand_over, turn.say, state.tries) == (texts.NOTE_TRIES, texts.HAND_OVER, 3)


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
    assert (turn.state.step, turn.state.question, turn.state.tries, turn.state.asked_at) == ("authorisation",
     3, 0, None)
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
    [("06/03/2014", True, False), ("05/03/2014", False, True), ("06/03/2008", False, True), ("05/03/2008",
     False, False)],
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
@pytest.mark.parametrize("text", ["CANCELAR", "quero falar com alguém", "atendente", "Falar com atendente, por favor"])
def test_who_asks_for_a_person_gets_one(state, text):
    turn = told(state, text)
    assert (turn.hand_over, turn.say, turn.state.step) == (texts.NOTE_PERSON, texts.HAND_OVER, "done")
    assert turn.consent is None
    assert turn.forget_answers is (text == "CANCELAR")


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
