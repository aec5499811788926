"""What "Proteção do número" means for one number: its pace, its hours, and how many people in 24 hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

from workchat.outbox.calendar import Calendar, hours_between
from workchat.outbox.own_days import days_of
from workchat.outbox.pace import Limit, Pace
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

FIRST_LIMIT = 250  # Meta: "messaging limits": people in 24 hours outside their windows, until a portfolio earns more


def pace_of(settings: Settings) -> Pace:
    """How fast scheduled messages leave, as it is set now."""
    return Pace(
        settings.interval_seconds, settings.variation_percent, settings.pause_every or 0, settings.pause_seconds or 0
    )


def calendar_of(settings: Settings) -> Calendar:
    """When scheduled messages may leave, as it is set now."""
    weekday = hours_between(settings.weekday_from, settings.weekday_until)
    saturday = hours_between(settings.saturday_from, settings.saturday_until)
    sunday = hours_between(settings.sunday_from, settings.sunday_until)
    own = frozenset(days_of(settings.extra_days))
    return Calendar(ZoneInfo(settings.timezone), (weekday,) * 5 + (saturday, sunday), own, settings.skips_holidays)


def cap_of(number: Number, settings: Settings) -> int:
    """People in 24 hours: WhatsApp's limit for the number (its first one until known), or the school's when lower."""
    limit = number.messaging_limit or FIRST_LIMIT
    return min(limit, settings.daily_cap or limit)


def limit_of(number: Number, settings: Settings, first_at: datetime | None) -> Limit:
    """`first_at`: when the number's first scheduled message ever began; None = none yet."""
    return Limit(cap_of(number, settings), settings.ramps, first_at)
