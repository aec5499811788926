"""A question that got no clear answer is repeated, once a minute at most, three times at most."""

from datetime import datetime

from workchat.chat.models import Ticket
from workchat.chat.sweep import sweep
from workchat.db import db, locked
from workchat.intake import rules
from workchat.intake.carry_out import carry_out
from workchat.intake.models import Intake
from workchat.intake.state import policy_for, state_of
from workchat.intake.stop import ASKING
from workchat.settings.models import Settings


def ask_again(ticket_id: int, now: datetime, due_only: bool = False) -> bool:
    """Repeat the open question. An agent may ask for it; the sweep passes `due_only`. False: nothing is open."""
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        intake = Intake.get_or_none(Intake.ticket == ticket, Intake.step.in_(ASKING))
        if intake is None or (due_only and (intake.ask_again_at is None or intake.ask_again_at > now)):
            return False
        policy = policy_for(intake, Settings.current())
        carry_out(rules.ask_again(state_of(intake), policy, now), ticket, intake, policy, now)
        ticket.touch()
        return True


def ask_again_all_due(now: datetime) -> int:
    """Repeat every question whose minute is over; returns how many."""
    due = Intake.select(Intake.ticket).where(Intake.ask_again_at <= now).order_by(Intake.ask_again_at).limit(200)
    return sweep([row[0] for row in due.tuples()], lambda ticket_id: ask_again(ticket_id, now, due_only=True))
