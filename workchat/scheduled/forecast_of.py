"""When a scheduled message will be over, with the school's settings and whatever else leaves by its number."""

from datetime import datetime

from workchat.db import run
from workchat.outbox.forecast import Forecast, forecast
from workchat.outbox.models import BULK, Lane
from workchat.outbox.pace import gap
from workchat.outbox.protection import calendar_of, pace_of
from workchat.scheduled.models import DRAFT, SCHEDULED, ScheduledMessage
from workchat.scheduled.used import begun_lately, limit_now
from workchat.settings.models import Settings

# People still to go of whatever else is being sent by the number: the urgent ones go first, the others take turns.
OTHERS = """SELECT s.urgent, COUNT(*) FROM delivery d JOIN scheduled_message s ON s.id = d.scheduled_message_id
WHERE s.number_id = ? AND s.state = 'sending' AND s.id <> ? AND d.status = 'queued' GROUP BY s.id, s.urgent"""


def forecast_of(message: ScheduledMessage, people: int, now: datetime) -> Forecast | None:
    """What the sender would do with so many people from now, or from its time on. None: nobody, or it never ends."""
    if not people:
        return None
    settings, number = Settings.current(), message.number
    pace, lane = pace_of(settings), Lane.get(Lane.number == number, Lane.kind == BULK)
    waits_for = message.due_at if message.state in (DRAFT, SCHEDULED) else None
    urgent, others = _others(message)
    return forecast(
        people,
        max(now, waits_for or now),
        pace,
        calendar_of(settings),
        limit_now(number, settings),
        urgent=message.urgent,
        begun=begun_lately(number, now),
        ready_at=max(lane.next_at, lane.last_end_at + gap(pace, lane.since_pause, lane.draw)),
        since_pause=lane.since_pause,
        others=urgent if message.urgent else others,
        ahead=0 if message.urgent else sum(urgent),
    )


def _others(message: ScheduledMessage) -> tuple[list[int], list[int]]:
    """How many wait in each of the number's other messages: the urgent ones, and the rest."""
    rows = run(OTHERS, message.number_id, message.id).fetchall()
    return [people for urgent, people in rows if urgent], [people for urgent, people in rows if not urgent]
