"""What a contact is asked before a person answers: terms, then birth date and CPF, then the authorisation to keep them.

Pure: the state and what was said go in, and what to do comes out. Buttons carry the ticket and the number of the
question; a text counts only when it was written after the question left. Questions never loop: three failed tries.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from workchat.contacts.opt_out_words import is_bare_refusal, is_cancel
from workchat.contacts.rules import age
from workchat.intake import texts
from workchat.intake.answers import Found, read_answers, read_choice, wants_person
from workchat.intake.questions import (
    CHOICES,
    accept,
    button_id,
    ended,
    first_question,
    is_asking,
    missing,
    read_button,
    repeat,
    start,
)  # fmt: skip
from workchat.intake.turn import Answers, Known, Policy, Question, Said, State, Turn

__all__ = [
    "Answers", "Known", "Policy", "Question", "Said", "State", "Turn",
    "accept", "ask_again", "button_id", "first_question", "hear", "is_asking", "read_button", "start", "stop",
]  # fmt: skip

MINUTE = timedelta(seconds=60)  # at most one failed try and one repetition in each
TRIES = 3
CHILD, ADULT = 12, 18  # LGPD art. 14: a child's data needs a parent; 12 to 17 as adults, marked


@dataclass(frozen=True)
class _Hearing:
    """Everything that is at hand while one message is heard."""

    state: State
    said: Said
    choice: str | None  # of a button
    policy: Policy
    known: Known
    today: date
    now: datetime


def hear(state: State, said: Said, policy: Policy, known: Known, ticket_id: int, today: date, now: datetime) -> Turn:
    """What one message of the contact changes. Never raises, whatever was written.

    A late message is read, but nothing is sent because of it: who is still being asked goes to a person.
    """
    choice = _pressed(state, said, ticket_id)
    turn = Turn(state)
    if is_asking(state) and _cancels(said):
        turn = _forgetting(state, texts.NOTE_CANCEL, texts.HAND_OVER)
    elif is_asking(state) and (choice or _may_answer(state, said)):
        hearing = _Hearing(state, said, choice, policy, known, today, now)
        turn = _hear_terms(hearing) if state.step == "terms" else _hear_answers(hearing)
    return _without_texts(turn) if said.late else turn


def ask_again(state: State, policy: Policy, now: datetime) -> Turn:
    """Repeat the open question: the sweep when `ask_again_at` is due, or an agent."""
    return repeat(state, policy, now) if is_asking(state) else Turn(state)


def stop(state: State) -> Turn:
    """An agent takes the ticket, or stops the questions."""
    return Turn(ended(state))


def _pressed(state: State, said: Said, ticket_id: int) -> str | None:
    """The choice of a button of the open question of this ticket."""
    button = read_button(said.button_id)
    right = button is not None and button[:2] == (ticket_id, state.question) and state.step in CHOICES
    return button[2] if right else None


def _cancels(said: Said) -> bool:
    """CANCELAR is for a person whenever it was written: it may mean something that no question asked for."""
    return said.kind in ("text", "button") and is_cancel(said.text)


def _may_answer(state: State, said: Said) -> bool:
    """Only a text written after the question left. WhatsApp's times are whole seconds."""
    if said.kind not in ("text", "button") or read_button(said.button_id) or state.asked_at is None:
        return False
    return said.at >= state.asked_at.replace(microsecond=0)


def _hear_terms(h: _Hearing) -> Turn:
    choice = h.choice or read_choice(h.said.text)
    if choice == "yes":
        return accept(h.state, h.policy, h.known)
    if choice == "no":
        return Turn(ended(h.state), consent="refused", refuse=True)
    return _to_person(h.state, h.said) if wants_person(h.said.text) else _unclear(h, h.state)


def _hear_answers(h: _Hearing) -> Turn:
    found = _found(h)
    answers = _learn(h.state.answers, found)
    state = replace(h.state, answers=answers)
    if answers.birth_date and age(answers.birth_date, h.today) < CHILD:
        return _forgetting(state, texts.NOTE_CHILD, texts.HAND_OVER)
    if answers.authorised is False:
        return replace(_forgetting(state, texts.NOTE_NOT_AUTHORISED, texts.NOT_KEPT), consent="refused")
    if not missing(answers) and answers.authorised:
        return _complete(state, h.policy, h.today)
    if not missing(answers) and state.step == "data":
        state = State("authorisation", state.question + 1, answers=answers)
        return Turn(state, ask=first_question(state, h.policy))
    if wants_person(h.said.text) and answers == h.state.answers:
        return _to_person(state, h.said)
    wrong = tuple(name for name in found.wrong if name in missing(answers))
    return _unclear(h, state, wrong)


def _found(h: _Hearing) -> Found:
    if h.choice:
        return Found(authorised=h.choice == "yes")
    found = read_answers(h.said.text, h.today)
    if h.state.step == "authorisation" and found.authorised is None and (choice := read_choice(h.said.text, True)):
        return replace(found, authorised=choice == "yes")
    return found


def _learn(answers: Answers, found: Found) -> Answers:
    """What is new replaces what was said before; what is not there stays."""
    authorised = answers.authorised if found.authorised is None else found.authorised
    return Answers(found.birth_date or answers.birth_date, found.cpf or answers.cpf, authorised)


def _complete(state: State, policy: Policy, today: date) -> Turn:
    waits = policy.restriction == "manual"
    after = replace(ended(state), step="approval" if waits else "done")
    minor = age(state.answers.birth_date, today) < ADULT
    return Turn(after, consent="accepted", complete="wait" if waits else "approve", minor=minor)


def _unclear(h: _Hearing, state: State, wrong: tuple[str, ...] = ()) -> Turn:
    """Not (wholly) an answer: count the try, then repeat the question now or leave it to the sweep."""
    progress = state.answers != h.state.answers
    if not (progress and not wrong) and _counts(state, h.said, bool(wrong)):
        state = replace(state, tries=state.tries + 1, unclear_at=h.said.at)
    if state.tries >= TRIES:
        return Turn(ended(state), hand_over=texts.NOTE_TRIES, say=texts.HAND_OVER)
    before = state.reasked_at if wrong or progress else state.reasked_at or state.asked_at
    if before and h.now < before + MINUTE:
        return Turn(replace(state, ask_again_at=before + MINUTE))
    return repeat(state, h.policy, h.now, wrong)


def _counts(state: State, said: Said, is_attempt: bool) -> bool:
    """One failed try a minute; chatter in the first minute after the question ("oi" "bom dia") is none."""
    if state.unclear_at and said.at < state.unclear_at + MINUTE:
        return False
    return is_attempt or state.reasked_at is not None or said.at >= state.asked_at + MINUTE


def _to_person(state: State, said: Said) -> Turn:
    """The contact asked for a person. Who wants none of it also leaves nothing behind."""
    if is_bare_refusal(said.text):
        return _forgetting(state, texts.NOTE_PERSON, texts.HAND_OVER)
    return Turn(ended(state), hand_over=texts.NOTE_PERSON, say=texts.HAND_OVER)


def _forgetting(state: State, note: str, say: str) -> Turn:
    return Turn(replace(ended(state), answers=Answers()), hand_over=note, say=say, forget_answers=True)


def _without_texts(turn: Turn) -> Turn:
    note = turn.hand_over
    if turn.refuse:
        note = texts.NOTE_LATE_REFUSAL
    elif is_asking(turn.state):
        note = texts.NOTE_LATE
    state = ended(turn.state) if is_asking(turn.state) else turn.state
    return replace(turn, state=state, ask=None, refuse=False, hand_over=note, say="")
