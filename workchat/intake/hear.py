"""The family writes while questions are open: is it an answer, and what follows?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workchat.chat.models import Message, Ticket
from workchat.intake import rules
from workchat.intake.carry_out import Given, carry_out
from workchat.intake.models import Intake
from workchat.intake.state import known_of, policy_for, state_of
from workchat.intake.stop import hold_back
from workchat.settings.models import Settings


def hear(ticket: Ticket, message: Message, said: rules.Said, settings: Settings, now: datetime) -> None:
    """Take one message of the family to the open question, if there is one. `said.text` still has the clear CPF."""
    intake = Intake.get_or_none(Intake.ticket == ticket)
    if intake is None or intake.step == "done":
        return
    state = state_of(intake)
    if not rules.is_asking(state):
        return
    policy = policy_for(intake, settings)
    today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.timezone)).date()
    turn = rules.hear(state, said, policy, known_of(ticket.contact, policy), ticket.id, today, now)
    if not rules.is_asking(turn.state):
        hold_back(ticket)
    carry_out(turn, ticket, intake, policy, now, Given(message))
