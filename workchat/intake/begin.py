"""A new chat opens: the welcome, and the first thing the school asks before a person answers."""

from datetime import datetime

from workchat.chat.models import INTAKE, WAITING, Ticket
from workchat.chat.rules import fit_bubbles
from workchat.chat.say import say, values_of
from workchat.intake.carry_out import choices_of
from workchat.intake.models import Intake
from workchat.intake.rules import first_question, start
from workchat.intake.state import keep_state, known_of, policy_of
from workchat.settings.models import Settings, TermsVersion
from workchat.text.rules import fill


def begin(ticket: Ticket, settings: Settings, now: datetime, welcome: bool) -> None:
    """Send the welcome (once a ticket) and ask the first question, as one bubble when they fit.

    Every bubble is paid for; when two are needed, the second waits for the first's `delivered`.
    """
    policy = policy_of(settings, TermsVersion.latest())
    state = start(policy, known_of(ticket.contact))
    question = first_question(state, policy)
    greeting = settings.welcome_text if welcome else ""
    if question is None:
        say(ticket, greeting, "welcome", now)
        return
    ticket.touch(state=INTAKE)
    intake = Intake(ticket=ticket)
    keep_state(intake, state)
    filled = [fill(text, values_of(ticket)) for text in (greeting, question.text)]
    bubbles = fit_bubbles(*filled, bool(question.choices))
    before = say(ticket, bubbles[0], "welcome", now) if len(bubbles) > 1 else None
    source = question.name if before or not greeting else f"welcome+{question.name}"
    asked = say(ticket, bubbles[-1], source, now, choices_of(question, ticket, state), after=before)
    intake.question_message = asked.message_id if asked else None
    intake.save()


def begin_late(ticket: Ticket) -> None:
    """The message waited over an hour for us: people answer it, and no automatic text is sent."""
    ticket.touch(state=WAITING)
