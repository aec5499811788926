"""A reception in the middle of its questions, for the rules' tests."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from workchat.intake.rules import Answers, Known, Policy, Said, State, Turn, hear

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
