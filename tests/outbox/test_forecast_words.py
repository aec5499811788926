"""A forecast in the school's words: today, tomorrow, and when it ends."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from workchat.outbox.calendar import Calendar
from workchat.outbox.forecast import forecast
from workchat.outbox.forecast_words import in_words
from workchat.outbox.pace import Limit, Pace

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
USUAL = Calendar(SAO_PAULO, ((time(8), time(20)),) * 5 + ((time(9), time(13)), None))
MONDAY_2PM = datetime(2026, 11, 23, 17)  # 14:00 in São Paulo


def told(people: int, cap: int = 2000, now: datetime = MONDAY_2PM, **given: object) -> list[str]:
    return in_words(forecast(people, now, Pace(30), USUAL, Limit(cap), **given), now, SAO_PAULO)


def test_one_day_says_when_it_begins_and_ends():
    assert told(320) == ["Começa hoje às 14:00 e termina por volta das 16:39."]
    assert told(1) == ["Começa hoje às 14:00 e termina por volta das 14:00."]


def test_what_begins_after_the_quiet_hours_says_so():
    saturday_night = datetime(2026, 11, 28, 23)
    assert told(10, now=saturday_night) == ["Começa segunda, 30/11, às 8:00 e termina por volta das 8:04."]
    friday = datetime(2026, 11, 27, 23)
    assert told(10, now=friday) == ["Começa amanhã (sábado) às 9:00 e termina por volta das 9:04."]


def test_two_days_say_how_many_on_each():
    assert told(320, cap=200) == [
        "Hoje a partir das 14:00: 200.",
        "Amanhã (terça) a partir das 14:00: 120.",
        "Termina amanhã (terça) por volta das 14:59.",
    ]


def test_many_days_are_said_together_and_another_year_by_its_number():
    assert told(12_000, cap=250) == [
        "Hoje a partir das 14:00: 250.",
        "Amanhã (terça) a partir das 14:00: 250.",
        "Quarta, 25/11, a partir das 14:00: 250.",
        "Depois: 11.250 em mais 45 dias.",
        "Termina quarta, 20/01/2027, por volta das 10:04.",
    ]


def test_one_in_the_morning_is_said_in_the_singular():
    at_one = datetime(2026, 11, 23, 4)
    assert told(5, now=at_one, urgent=True) == ["Começa hoje à 1:00 e termina por volta da 1:02."]


def test_what_never_ends_says_so():
    never = Calendar(SAO_PAULO, (None,) * 7)
    no_end = forecast(1, MONDAY_2PM, Pace(30), never, Limit(250))
    assert in_words(no_end, MONDAY_2PM, SAO_PAULO) == ["Com estes horários e limites, o envio não termina em 3 anos."]


def test_an_end_just_after_midnight_is_of_the_next_day():
    late = datetime(2026, 11, 24, 2, 59) + timedelta(seconds=30)
    assert told(2, now=late, urgent=True)[-1] == "Termina amanhã (terça) por volta das 0:00."
