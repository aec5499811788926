"""The questions to a new chat, in their order: which one is needed, its words and buttons, and what follows it."""

import re
from dataclasses import replace
from datetime import datetime

from workchat.intake import texts
from workchat.intake.turn import Answers, Known, Policy, Question, State, Turn

CHOICES = {
    "terms": (("yes", "Aceito"), ("no", "Não aceito")),
    "authorisation": (("yes", "Autorizo"), ("no", "Não autorizo")),
}
ASKING = ("terms", "data", "authorisation")


def start(policy: Policy, known: Known) -> State:
    """The state of a new ticket: the first question that is needed, or done."""
    needs_terms = policy.terms_url and (policy.terms_always or known.accepted_version != policy.terms_version)
    if needs_terms:
        return State("terms", 1)
    return State("data", 1) if _needs_answers(policy, known) else State("done")


def first_question(state: State, policy: Policy) -> Question | None:
    """The open question in full; None when nothing is asked."""
    if state.step == "terms":
        return Question("terms", policy.terms_text or texts.terms_question(policy.terms_url), CHOICES["terms"])
    if state.step == "data":
        return Question("data", policy.request_text)
    if state.step == "authorisation":
        return Question("authorisation", texts.AUTHORISATION, CHOICES["authorisation"])
    return None


def is_asking(state: State) -> bool:
    return state.step in ASKING


def accept(state: State, policy: Policy, known: Known) -> Turn:
    """The terms were accepted, here or on paper: what comes next."""
    if state.step != "terms":
        return Turn(state, consent="accepted")
    step = "data" if _needs_answers(policy, known) else "done"
    after = State(step, state.question + is_asking(State(step)), answers=state.answers)
    return Turn(after, consent="accepted", ask=first_question(after, policy))


def button_id(ticket_id: int, question: int, choice: str) -> str:
    return f"intake:{ticket_id}:{question}:{choice}"


def read_button(pressed: str | None) -> tuple[int, int, str] | None:
    """(ticket id, question number, "yes" or "no") of one of our buttons, or None."""
    match = re.fullmatch(r"intake:([0-9]{1,18}):([0-9]{1,9}):(yes|no)", pressed or "")
    return (int(match[1]), int(match[2]), match[3]) if match else None


def repeat(state: State, policy: Policy, now: datetime, wrong: tuple[str, ...] = ()) -> Turn:
    """Ask the open question once more, saying what was wrong and what is missing."""
    question = first_question(state, policy)
    again = {
        "terms": texts.terms_again(policy.terms_url),
        "data": texts.missing(missing(state.answers), wrong),
        "authorisation": texts.AUTHORISATION_AGAIN,
    }[state.step]
    return Turn(replace(state, reasked_at=now, ask_again_at=None), ask=replace(question, text=again))


def ended(state: State) -> State:
    """No more questions."""
    return replace(state, step="done", ask_again_at=None)


def missing(answers: Answers) -> list[str]:
    """What is still to be answered, birth date first: a child is never asked for a CPF after it."""
    return [name for name in ("birth_date", "cpf") if getattr(answers, name) is None]


def _needs_answers(policy: Policy, known: Known) -> bool:
    return policy.restriction != "none" and not known.approved
