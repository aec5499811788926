"""A scheduled message is given up: nothing more of it leaves, and who has not got it yet will not."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.db import db, run
from workchat.scheduled.models import CANCELLED, DRAFT, PAUSED, SCHEDULED, SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow, change_state, record

SLICE = 2000  # rows in one transaction, as in fan_out.py
EMPTY = """UPDATE delivery SET status = 'cancelled' WHERE id IN (SELECT id FROM delivery
WHERE scheduled_message_id = ? AND status = 'queued' ORDER BY id LIMIT ?) AND status = 'queued'"""


def cancel(message: ScheduledMessage, by: User, now: datetime) -> None:
    """At once: only what is already on its way still arrives. :raises NotNow: it is over already."""
    with db.atomic():
        changes = {"state": CANCELLED, "paused_kind": "", "paused_why": ""}
        if not change_state(message, (DRAFT, SCHEDULED, SENDING, PAUSED), **changes):
            raise NotNow("Esta mensagem já terminou.")
        record(message, by, now, "Cancelada")


def empty_cancelled_all_due(now: datetime) -> int:
    """Mark who did not get a cancelled message, in slices; returns how many."""
    emptied = 0
    unfinished = (ScheduledMessage.state == CANCELLED) & ScheduledMessage.finished_at.is_null()
    for message in ScheduledMessage.select().where(unfinished):
        rows = SLICE
        while rows == SLICE:
            rows = run(EMPTY, message.id, SLICE).rowcount
            emptied += rows
        ScheduledMessage.change({"finished_at": now}, "WHERE id = ?", message.id)
    return emptied
