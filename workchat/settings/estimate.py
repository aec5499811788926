"""What the pace means for this school: how long a message to everybody takes, and when it would end."""

from dataclasses import dataclass
from datetime import datetime

from workchat.contacts.models import Contact
from workchat.outbox.forecast import forecast
from workchat.outbox.pace import Limit
from workchat.outbox.protection import FIRST_LIMIT, calendar_of, pace_of
from workchat.scheduled.used import limit_now
from workchat.settings.models import Settings
from workchat.settings.pace_rules import (
    DAYS,
    estimate,
    hours_of,
    hours_warnings,
    if_begun_now,
    interval_warning,
    protection_summary,
)
from workchat.whatsapp.models import Number

SAMPLE_SCHOOL = 320  # contacts, while the school has none


@dataclass(frozen=True)
class Meaning:
    """`lines` for the estimate, `risk` beside the interval with its `level`, `hours_risk` beside the hours."""

    lines: list[str]
    risk: str
    level: str
    hours_risk: list[str]
    summary: str


def meaning_of(settings: Settings, now: datetime) -> Meaning:
    """What those settings, stored or still being typed, mean. Nothing is stored."""
    people = Contact.in_the_list()
    pace, calendar = pace_of(settings), calendar_of(settings)
    told = forecast(people or SAMPLE_SCHOOL, now, pace, calendar, _limit(settings))
    how_long = estimate(people or SAMPLE_SCHOOL, pace) + "."
    hours = hours_warnings({kind: hours_of(settings, kind) for kind in DAYS})
    return Meaning(
        [("" if people else "Por exemplo, ") + how_long, if_begun_now(told, now, calendar.zone)],
        *interval_warning(settings.interval_seconds),
        hours,
        protection_summary(settings),
    )


def _limit(settings: Settings) -> Limit:
    number = Number.fetch("WHERE active AND stopped_at IS NULL ORDER BY id LIMIT 1")
    if number is None:
        return Limit(min(FIRST_LIMIT, settings.daily_cap or FIRST_LIMIT), settings.ramps)
    return limit_now(number, settings)
