"""Scheduled messages look at once whether they may go on: the hours, the day's limit or a setting changed."""

from workchat.outbox.models import BULK, Lane
from workchat.scheduled.models import LONG_AGO


def wake(number_id: int | None = None) -> None:
    """Without a number, all of them. The pause after the last message stays."""
    of_number = (Lane.number == number_id) if number_id else True
    Lane.update(rests_until=LONG_AGO).where(Lane.kind == BULK, of_number).execute()
