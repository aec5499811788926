"""How much of a number's day is used: WhatsApp counts people in 24 hours, over all numbers of an account."""

from datetime import datetime

from workchat.db import BIGGEST, hold, moment, run
from workchat.outbox.pace import DAY, Limit
from workchat.outbox.protection import limit_of
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

OF_ACCOUNT = "number_id IN (SELECT id FROM number WHERE account_id = ?)"
# Templates that agents send one by one open conversations too (Meta: messaging limits).
USED = f"""SELECT (SELECT COUNT(DISTINCT contact_id) FROM delivery WHERE {OF_ACCOUNT} AND started_at > ?
    AND scheduled_message_id IS NOT NULL) + (SELECT COUNT(DISTINCT contact_id) FROM message WHERE {OF_ACCOUNT}
    AND kind = 'template' AND direction = 'out' AND source <> 'scheduled' AND at > ?)"""  # noqa: S608 (our own text)
# An upper bound, without telling people apart: it decides on nearly every day, at a quarter of the cost.
BEGUN_AT_MOST = USED.replace("COUNT(DISTINCT contact_id)", "COUNT(*)")
NUMBERS = "SELECT id FROM number WHERE account_id = ? ORDER BY id"
NEAR = 50  # people: more senders than that are not at work for one account at the same instant
FIRST = "SELECT MIN(started_at) FROM delivery WHERE number_id = ? AND scheduled_message_id IS NOT NULL"
BEGUN = f"""SELECT started_at FROM delivery WHERE {OF_ACCOUNT} AND started_at > ?
AND scheduled_message_id IS NOT NULL ORDER BY started_at"""  # noqa: S608


def has_room(number: Number, settings: Settings, now: datetime) -> bool:
    """Whether one more person may be reached now."""
    limit = limit_now(number, settings).at(now)
    return limit == BIGGEST or _count(BEGUN_AT_MOST, number, now) < limit or people_used(number, now) < limit


def takes_room(number: Number, settings: Settings, now: datetime) -> bool:
    """As has_room, inside the transaction that reaches the person: the last place is given to one number only."""
    limit = limit_now(number, settings).at(now)
    if limit == BIGGEST or _count(BEGUN_AT_MOST, number, now) + NEAR < limit:
        return True
    run(NUMBERS + hold(), number.account_id)  # near the limit the account's numbers go one after the other
    return people_used(number, now) < limit


def people_used(number: Number, now: datetime) -> int:
    """People whom the account's numbers reached in the last 24 hours by scheduled messages and templates."""
    return _count(USED, number, now)


def _count(statement: str, number: Number, now: datetime) -> int:
    account = number.account_id
    return run(statement, account, now - DAY, account, now - DAY).fetchone()[0]


def limit_now(number: Number, settings: Settings) -> Limit:
    """How many people a day; a gradual beginning counts from the number's first scheduled message."""
    first_at = moment(run(FIRST, number.id).fetchone()[0]) if settings.ramps else None
    return limit_of(number, settings, first_at)


def begun_lately(number: Number, now: datetime) -> list[datetime]:
    """When those of the last 24 hours began, oldest first, for the forecast."""
    return [moment(row[0]) for row in run(BEGUN, number.account_id, now - DAY).fetchall()]
