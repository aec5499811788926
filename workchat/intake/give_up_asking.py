"""A question that never reached the family has no answer: a person takes the chat over, and nobody waits in vain."""

from datetime import datetime

from workchat.chat.models import Ticket
from workchat.chat.sweep import sweep
from workchat.db import db, locked, run
from workchat.intake.carry_out import hand_over
from workchat.intake.stop import stop
from workchat.intake.texts import NOTE_LOST

# `unknown` may have arrived, but then fifteen minutes passed without a tick or a word.
LOST = """SELECT t.id FROM ticket t JOIN intake i ON i.ticket_id = t.id
JOIN delivery d ON d.message_id = i.question_message_id
WHERE t.state = 'intake' AND i.step IN ('terms', 'data', 'authorisation')
AND d.status IN ('failed', 'skipped', 'cancelled', 'unknown')"""


def give_up_asking_all_due(now: datetime) -> int:
    """Call a person for every chat whose open question did not arrive; returns how many."""
    lost = [ticket_id for (ticket_id,) in run(LOST).fetchall()]
    return sweep(lost, lambda ticket_id: give_up_asking(ticket_id, now))


def give_up_asking(ticket_id: int, now: datetime) -> bool:
    """End the questions of one ticket. False: the question arrived meanwhile, or somebody took the ticket."""
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        if run(f"{LOST} AND t.id = ?", ticket_id).fetchone() is None:
            return False
        stop(ticket)
        hand_over(ticket, NOTE_LOST, now)
        return True
