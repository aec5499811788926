"""A scheduled message is done when everybody was drawn and nobody waits any more."""

from datetime import datetime

from workchat.db import db, run
from workchat.scheduled.models import DONE, SENDING, ScheduledMessage
from workchat.scheduled.record import change_state, held, record

UNDER_WAY = "SELECT 1 FROM delivery WHERE scheduled_message_id = ? AND status IN ('queued', 'sending') LIMIT 1"


def finish_all_due(now: datetime) -> int:
    """End what is over; returns how many. A send without proof keeps it open until it is proved or uncertain."""
    ended, drawn = 0, ScheduledMessage.drawn_at.is_null(False)
    for message in ScheduledMessage.select().where(ScheduledMessage.state == SENDING, drawn):
        if run(UNDER_WAY, message.id).fetchone():
            continue
        with db.atomic():
            held(message.id)  # who puts a recipient back at this instant ends first, or finds it over
            over = run(UNDER_WAY, message.id).fetchone() is None
            if over and change_state(message, (SENDING,), state=DONE, finished_at=now):
                record(message, None, now, "Concluída")
                ended += 1
    return ended
