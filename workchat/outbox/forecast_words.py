"""A forecast as the school reads it: how many today, how many tomorrow, and when it ends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workchat.outbox.forecast import Day, Forecast
from workchat.text.numbers import dotted

TOO_LONG = "Com estes horários e limites, o envio não termina em 3 anos."
SHOWN = 3  # days, each in a sentence; the rest together
WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")


def in_words(told: Forecast | None, now: datetime, zone: ZoneInfo) -> list[str]:
    """Sentences, in order: the first days with their people and hours, what is left over, and the end."""
    if told is None:
        return [TOO_LONG]
    today = _wall(now, zone).date()
    if len(told.days) == 1:
        begins = f"Começa {day_word(told.days[0].date, today)} {at_hour(told.begins, zone)}"
        return [f"{begins} e termina por volta {of_hour(told.ends, zone)}."]
    shown, rest = told.days[:SHOWN], told.days[SHOWN:]
    said = [_day(day, today, zone) for day in shown]
    if rest:
        people, days = sum(day.people for day in rest), len(rest)
        said.append(f"Depois: {dotted(people)} em mais {days} {'dia' if days == 1 else 'dias'}.")
    return [*said, f"Termina {day_word(told.days[-1].date, today)} por volta {of_hour(told.ends, zone)}."]


def day_word(day: date, today: date) -> str:
    """ "hoje", "amanhã (terça)", "quinta, 26/11,", with the year when it is another one; an hour may follow."""
    weekday = WEEKDAYS[day.weekday()]
    if day == today:
        return "hoje"
    if day == today + timedelta(days=1):
        return f"amanhã ({weekday})"
    return f"{weekday}, {day:%d/%m}," if day.year == today.year else f"{weekday}, {day:%d/%m/%Y},"


def at_hour(at: datetime, zone: ZoneInfo) -> str:
    """ "às 14:00", "à 1:05": naive UTC as the wall of the school shows it."""
    return f"{'à' if _wall(at, zone).hour == 1 else 'às'} {clock_time(at, zone)}"


def of_hour(at: datetime, zone: ZoneInfo) -> str:
    """ "das 14:00", "da 1:05"."""
    return f"{'da' if _wall(at, zone).hour == 1 else 'das'} {clock_time(at, zone)}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """ "8:00", to the minute before."""
    wall = _wall(at, zone)
    return f"{wall.hour}:{wall:%M}"


def _day(day: Day, today: date, zone: ZoneInfo) -> str:
    word = day_word(day.date, today)
    return f"{word[0].upper()}{word[1:]} a partir {of_hour(day.first, zone)}: {dotted(day.people)}."


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(zone)
