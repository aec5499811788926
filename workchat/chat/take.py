"""An agent takes a ticket: from here on a person answers."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import ATTENDING, CLOSED, Ticket, note
from workchat.db import db, locked
from workchat.intake.stop import stop


class AlreadyTaken(Exception):
    """A colleague was faster, or the ticket is closed. The text says who, in words for the page."""


def take(ticket_id: int, agent: User, now: datetime) -> Ticket:
    """Give the ticket to the agent; the questions of the intake stop.

    :raises AlreadyTaken: when another agent has it or it is closed.
    """
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        if ticket.state == CLOSED:
            raise AlreadyTaken("Este ticket já foi encerrado.")
        if ticket.agent_id not in (None, agent.id):
            raise AlreadyTaken(f"{ticket.agent.name} já está com este ticket.")
        if ticket.agent_id == agent.id and ticket.state == ATTENDING:
            return ticket
        stop(ticket)
        note(ticket, f"{agent.name} assumiu o atendimento.", now, author=agent)
        ticket.touch(agent=agent, state=ATTENDING)
        return ticket
