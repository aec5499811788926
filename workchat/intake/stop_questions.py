"""An agent stops the questions without taking the chat: the ticket queues for whoever takes it."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import INTAKE, Ticket, note
from workchat.db import db, locked
from workchat.intake.carry_out import hand_over
from workchat.intake.models import Intake
from workchat.intake.stop import ASKING, stop


def stop_questions(ticket_id: int, by: User, now: datetime) -> bool:
    """End the questions of a ticket in Recepção. False: none is open any more."""
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        asking = Intake.select().where(Intake.ticket == ticket, Intake.step.in_(ASKING))
        if ticket.state != INTAKE or not asking.exists():
            return False
        stop(ticket)
        note(ticket, f"{by.name} parou as perguntas.", now, author=by)
        hand_over(ticket, "", now)
        return True
