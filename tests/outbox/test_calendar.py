"""When scheduled messages may leave: the school's hours, national holidays and the school's own days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.outbox.calendar import Calendar, closed_because, is_open, national_holidays, next_open, next_span

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
WEEK = ((time(8), time(20)),) * 5 + ((time(9), time(13)), None)
USUAL = Calendar(SAO_PAULO, WEEK)
NEVER = Calendar(SAO_PAULO, (None,) * 7)


def at(wall: str, zone=SAO_PAULO) -> datetime:
    """Naive UTC of "2026-11-20 19:59:50" on the wall of the school."""
    return datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-27 19:59:50", "2026-11-27 19:59:50"),  # a Friday
        ("2026-11-27 20:00:00", "2026-11-28 09:00:00"),
        ("2026-11-28 12:59:59", "2026-11-28 12:59:59"),
        ("2026-11-28 13:00:00", "2026-11-30 08:00:00"),  # over the Sunday
        ("2026-11-30 07:59:59", "2026-11-30 08:00:00"),
        ("2026-11-19 20:30:00", "2026-11-21 09:00:00"),  # over Consciência Negra, a Friday
        ("2026-12-24 20:00:00", "2026-12-26 09:00:00"),
        ("2026-04-03 10:00:00", "2026-04-04 09:00:00"),  # Good Friday
    ],
)
def test_it_opens_when_the_school_says(now, opens):
    assert next_open(USUAL, at(now)) == at(opens)


def test_the_schools_own_days_are_closed_too():
    calendar = Calendar(SAO_PAULO, WEEK, frozenset({date(2026, 11, 30), date(2026, 12, 1)}))
    assert next_open(calendar, at("2026-11-28 13:00")) == at("2026-12-02 08:00")
    assert closed_because(calendar, date(2026, 12, 1)) == "dia sem envio da escola"
    assert closed_because(calendar, date(2026, 12, 25)) == "Natal"
    assert closed_because(calendar, date(2026, 12, 6)) == "sem horário de envio"
    assert closed_because(calendar, date(2026, 12, 2)) is None


def test_holidays_can_be_kept_open():
    assert is_open(Calendar(SAO_PAULO, WEEK, skips_holidays=False), at("2026-11-20 10:00"))


def test_a_school_that_never_sends_never_opens():
    assert next_open(NEVER, at("2026-11-20 10:00")) is None and not is_open(NEVER, at("2026-11-20 10:00"))


@pytest.mark.parametrize("year", range(2020, 2061))
def test_the_national_holidays_are_those_that_others_compute(year):
    assert sorted(national_holidays(year)) == sorted(holidays.country_holidays("BR", years=year))


def test_the_law_of_2023_made_the_20th_of_november_a_holiday():
    assert date(2023, 11, 20) not in national_holidays(2023) and date(2024, 11, 20) in national_holidays(2024)


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
hours = st.none() | st.sets(minutes, min_size=2, max_size=2).map(sorted).map(tuple)
zones = st.sampled_from(
    ["America/Sao_Paulo", "America/Noronha", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]
)
calendars = st.builds(
    Calendar,
    zone=zones.map(ZoneInfo),
    hours=st.tuples(*[hours] * 7),
    closed_days=st.frozensets(st.dates(date(2011, 12, 20), date(2012, 1, 20)), max_size=5),
    skips_holidays=st.booleans(),
)
# Clocks changed in each of these years, in Brazil too in the first ones; Apia went without a day in 2011.
moments = st.datetimes(datetime(2011, 1, 1), datetime(2019, 12, 31)).map(lambda when: when.replace(microsecond=0))


def on_the_wall(calendar: Calendar, now: datetime) -> bool:
    """The same question asked of the clock on the wall alone."""
    wall = now.replace(tzinfo=UTC).astimezone(calendar.zone).replace(tzinfo=None)
    span = calendar.hours[wall.weekday()]
    holiday = calendar.skips_holidays and wall.date() in national_holidays(wall.year)
    return bool(span and not holiday and wall.date() not in calendar.closed_days and span[0] <= wall.time() < span[1])


@given(calendars, moments)
def test_what_is_open_is_open_on_the_wall_too(calendar, now):
    if is_open(calendar, now):
        assert on_the_wall(calendar, now)


@given(calendars, moments)
def test_where_clocks_do_not_change_the_wall_decides_alone(calendar, now):
    fixed = Calendar(ZoneInfo("America/Recife"), calendar.hours, calendar.closed_days, calendar.skips_holidays)
    assert is_open(fixed, now) == on_the_wall(fixed, now)


@given(calendars, moments)
def test_it_opens_at_the_first_open_moment_and_stays_open_until_its_end(calendar, now):
    span = next_span(calendar, now)
    if span is None:
        return
    opens, closes = span
    assert opens >= now and is_open(calendar, opens) and is_open(calendar, closes - timedelta(microseconds=1))
    assert (opens == now) == is_open(calendar, now) and not is_open(calendar, closes)
    before = [now + (opens - now) * part / 20 for part in range(20)]
    assert opens == now or not any(is_open(calendar, moment) for moment in before)
    middle = [opens + (closes - opens) * part / 20 for part in range(20)]
    assert all(is_open(calendar, moment) for moment in middle)
