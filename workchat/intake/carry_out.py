"""Does what the intake's rules decided: asks, keeps the answers, writes the ledger, calls a person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.close import finish
from workchat.chat.models import INTAKE, WAITING, Message, Ticket, note
from workchat.chat.say import say
from workchat.intake.models import Consent, Intake
from workchat.intake.rules import Policy, Question, State, Turn, button_id
from workchat.intake.state import keep_state

REFUSED = "Termo recusado"
KEPT = ["birth_date", "birth_date_edited", "is_minor", "sealed_cpf", "cpf_fingerprint", "cpf_edited", "authorised_at",
        "approved_at"]  # fmt: skip
PURPOSES = {"terms": "terms", "authorisation": "data", "data": "data"}


@dataclass(frozen=True)
class Given:
    """How an answer was given: the family's `message`, or the person who wrote it down and their words for how."""

    message: Message | None = None
    recorded_by: User | None = None
    how: str = ""


def carry_out(
    turn: Turn, ticket: Ticket, intake: Intake, policy: Policy, now: datetime, given: Given | None = None
) -> None:
    """Carry a turn of the intake out, inside the caller's transaction."""
    if turn.consent:
        _write_ledger(turn.consent, ticket, intake, policy, now, given or Given())
    if turn.complete:
        _keep_answers(ticket, turn, now)
    is_new = turn.state.question != intake.question
    keep_state(intake, turn.state, forget=turn.forget_answers or bool(turn.complete))
    said = say(ticket, turn.say, "intake", now)
    if turn.ask:
        asked = say(ticket, turn.ask.text, turn.ask.name, now, choices_of(turn.ask, ticket, turn.state), after=said)
        if is_new:  # a repetition is still the same question: what was answered meanwhile counts
            intake.question_message = asked.message_id
            intake.save()
    if turn.refuse:
        say(ticket, policy.refusal_text, "refusal", now)
        finish(ticket, now, closing_note=REFUSED)
    elif turn.hand_over or turn.state.step == "done":
        hand_over(ticket, turn.hand_over, now)


def choices_of(question: Question, ticket: Ticket, state: State) -> tuple[tuple[str, str], ...]:
    """The question's buttons; each id carries the ticket and the question that it answers."""
    return tuple((button_id(ticket.id, state.question, choice), title) for choice, title in question.choices)


def hand_over(ticket: Ticket, why: str, now: datetime) -> None:
    """The questions are over: the ticket queues for a person, and says why when something is to be said."""
    if why:
        note(ticket, why, now)
    if ticket.state == INTAKE:
        ticket.touch(state=WAITING)


def _keep_answers(ticket: Ticket, turn: Turn, now: datetime) -> None:
    contact, answers = ticket.contact, turn.state.answers
    contact.birth_date, contact.is_minor = answers.birth_date, turn.minor
    contact.keep_cpf(answers.cpf)
    contact.birth_date_edited = contact.cpf_edited = True  # the family itself said so: TOTVS no longer replaces it
    contact.authorised_at = now
    if turn.complete == "approve":
        contact.approved_at = now
    contact.save(only=KEPT)


def _write_ledger(answer: str, ticket: Ticket, intake: Intake, policy: Policy, now: datetime, given: Given) -> None:
    """LGPD art. 8 §2: the school must be able to prove what was shown and what was answered."""
    shown, message = intake.question_message, given.message
    of_terms = intake.step == "terms"
    Consent.create(
        contact=ticket.contact_id,
        ticket=ticket,
        purpose=PURPOSES[intake.step],
        answer=answer,
        terms_version=policy.terms_version if of_terms else None,
        url=policy.terms_url if of_terms else "",
        text_sha256=hashlib.sha256((shown.text if shown else "").encode()).hexdigest(),
        question_wa_id=shown.wa_id if shown else None,
        answer_wa_id=message.wa_id if message else None,
        raw_answer=message.text if message else given.how,
        recorded_by=given.recorded_by,
        at=now,
    )
