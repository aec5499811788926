"""What a contact is asked before a person answers, and what each answer changes."""

from dataclasses import replace

import pytest

from tests.intake.asked import (
    ASKED,
    AUTHORISATION,
    BOTH,
    DATA,
    NOBODY,
    TERMS,
    TERMS_ONLY,
    TICKET,
    at,
    told,
)
from workchat.intake import texts
from workchat.intake.rules import (
    Known,
    Policy,
    State,
    Turn,
    ask_again,
    button_id,
    first_question,
    start,
)


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
