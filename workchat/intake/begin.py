"""A new chat opens: the welcome, and the first thing the school asks before a person answers."""

from datetime import datetime

from workchat.chat.models import INTAKE, WAITING, Ticket
from workchat.chat.rules import fit_bubbles
from workchat.chat.say import say, values_of
from workchat.intake.carry_out import choices_of
from workchat.intake.models import Intake
from workchat.intake.rules import Question, first_question, start
from workchat.intake.state import columns_of, known_of, policy_of
from workchat.settings.models import Settings, TermsVersion
from workchat.text.rules import fill


def begin(ticket: Ticket, settings: Settings, now: datetime, welcome: bool) -> None:
    """Send the welcome (once a ticket) and ask the first question, as one bubble when they fit.

    Every bubble is paid for; when two are needed, the second waits for the first's `delivered`.
    """
    policy = policy_of(settings, TermsVersion.latest() if settings.privacy_url else None)
    state = start(policy, known_of(ticket.contact, policy))
    question = first_question(state, policy)
    greeting = settings.welcome_text if welcome else ""
    if question is None:
        say(ticket, greeting, "welcome", now)
        return
    ticket.touch(state=INTAKE)
    greeting = greeting if fill(greeting, values_of(ticket)).strip() else ""
    before = None if _fit(ticket, greeting, question) else say(ticket, greeting, "welcome", now)
    together = bool(greeting) and before is None
    text = f"{greeting}\n\n{question.text}" if together else question.text
    source = f"welcome+{question.name}" if together else question.name
    asked = say(ticket, text, source, now, choices_of(question, ticket, state), after=before)
    Intake.put(ticket=ticket, question_message=asked.message_id, **columns_of(state))


def _fit(ticket: Ticket, greeting: str, question: Question) -> bool:
    """Whether the welcome and the question go as one bubble."""
    values = values_of(ticket)
    return len(fit_bubbles(fill(greeting, values), fill(question.text, values), bool(question.choices))) == 1


def begin_late(ticket: Ticket) -> None:
    """The message waited over an hour for us: people answer it, and no automatic text is sent."""
    ticket.touch(state=WAITING)
