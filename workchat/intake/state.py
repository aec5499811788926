"""Between the intake's row and the pure rules: what was asked, what is known, and what the school asks for."""

import json
from dataclasses import replace
from datetime import date

from workchat.contacts.models import Contact
from workchat.intake.models import SEALED_ANSWERS, Consent, Intake
from workchat.intake.rules import Answers, Known, Policy, State
from workchat.outbox.models import Delivery
from workchat.settings.models import DEFAULT_REFUSAL, DEFAULT_REQUEST, Settings, TermsVersion
from workchat.vault import CannotUnseal, vault


def policy_of(settings: Settings, terms: TermsVersion | None) -> Policy:
    """What the school asks before a person answers, from the two tabs that decide it."""
    return Policy(
        terms_url=settings.privacy_url,
        terms_text=terms.text if terms and settings.privacy_url else "",
        terms_version=terms.id if terms and settings.privacy_url else None,
        terms_always=settings.terms_always,
        refusal_text=settings.refusal_text or DEFAULT_REFUSAL,
        restriction=settings.restriction,
        request_text=settings.request_text or DEFAULT_REQUEST,
    )


def policy_for(intake: Intake, settings: Settings) -> Policy:
    """As `policy_of`, for an open question: the terms are those that this family was shown, not a newer version."""
    terms = _terms_shown(intake) if intake.step == "terms" else None
    policy = policy_of(settings, terms)
    if terms is None:
        return policy
    return replace(policy, terms_url=terms.url, terms_text=terms.text, terms_version=terms.id)


def _terms_shown(intake: Intake) -> TermsVersion | None:
    shown = intake.question_message.text if intake.question_message_id else ""
    newest_first = TermsVersion.select().order_by(TermsVersion.id.desc())
    return next((version for version in newest_first if version.text in shown), None)


def known_of(contact: Contact, policy: Policy) -> Known:
    """What the rules need to know of a contact. The ledger is read only where an old acceptance may count."""
    counts = policy.terms_url and not policy.terms_always
    accepted = Consent.accepted_version(contact) if counts else None
    return Known(approved=contact.approved_at is not None, accepted_version=accepted)


def state_of(intake: Intake) -> State:
    """The row as the rules see it. `asked_at` is when the question really left, not when it was written."""
    question = Delivery.get_or_none(Delivery.message == intake.question_message_id)
    return State(
        step=intake.step,
        question=intake.question,
        asked_at=question.sent_at if question else None,
        reasked_at=intake.reasked_at,
        tries=intake.tries,
        answers=unseal(intake.sealed_answers),
        unclear_at=intake.unclear_at,
        ask_again_at=intake.ask_again_at,
    )


def keep_state(intake: Intake, state: State, forget: bool = False) -> None:
    """Write the rules' state back; the answers not at all once they are not needed."""
    for name, value in columns_of(state, forget).items():
        setattr(intake, name, value)
    intake.save()


def columns_of(state: State, forget: bool = False) -> dict[str, object]:
    """The state as the row keeps it: birth date and CPF only sealed."""
    names = ("step", "question", "reasked_at", "tries", "unclear_at", "ask_again_at")
    sealed = None if forget else seal(state.answers)
    return {name: getattr(state, name) for name in names} | {"sealed_answers": sealed}


def seal(answers: Answers) -> bytes | None:
    if answers == Answers():
        return None
    born = answers.birth_date.isoformat() if answers.birth_date else None
    return vault.seal(json.dumps([born, answers.cpf, answers.authorised]), SEALED_ANSWERS)


def unseal(sealed: bytes | None) -> Answers:
    if not sealed:
        return Answers()
    try:
        born, cpf, authorised = json.loads(vault.unseal(sealed, SEALED_ANSWERS))
    except CannotUnseal:  # the key is gone: better asked again than a chat that nobody can go on with
        return Answers()
    return Answers(date.fromisoformat(born) if born else None, cpf, authorised)
