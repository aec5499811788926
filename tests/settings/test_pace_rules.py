"""The pace in words: how long a message takes, what a short interval or late hours risk, what is set."""

from datetime import date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from workchat.outbox.calendar import Calendar
from workchat.outbox.forecast import forecast
from workchat.outbox.pace import Limit, Pace
from workchat.settings.pace_rules import (
    estimate,
    hours_problem,
    hours_warnings,
    if_begun_now,
    interval_warning,
    next_holidays,
    protection_summary,
    read_cap,
    read_variation,
)

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
USUAL = Calendar(SAO_PAULO, ((time(8), time(20)),) * 5 + ((time(9), time(13)), None))
MONDAY_2PM = datetime(2026, 11, 23, 17)  # 14:00 in São Paulo
CALM = {"weekday": ("08:00", "20:00"), "saturday": ("09:00", "13:00"), "sunday": ("", "")}


@pytest.mark.parametrize(
    ("people", "pace", "says"),
    [
        (320, Pace(30), "320 contatos × 30 s ≈ 2 h 40 min"),
        (2, Pace(30), "2 contatos × 30 s ≈ 30 s"),
        (12, Pace(30), "12 contatos × 30 s ≈ 5 min 30 s"),
        (1, Pace(30), "1 contato: sem intervalo a esperar"),
        (5000, Pace(30), "5.000 contatos × 30 s ≈ 1 dia 17 h"),
        (121, Pace(30), "121 contatos × 30 s ≈ 1 h"),
        (121, Pace(30, variation_percent=20), "121 contatos × 30 a 36 s ≈ 1 h 6 min"),
        (320, Pace(30, 0, 20, 90), "320 contatos × 30 s, com as pausas, ≈ 2 h 55 min"),
        (10, Pace(30, 0, 20, 90), "10 contatos × 30 s ≈ 4 min 30 s"),
        (100_000, Pace(3600), "100.000 contatos × 3600 s ≈ 4166 dias 15 h"),
    ],
)
def test_the_estimate_is_what_the_sender_needs(people, pace, says):
    assert estimate(people, pace) == says


@pytest.mark.parametrize(("interval", "level"), [(2, "danger"), (9, "danger"), (10, "warn"), (19, "warn"), (20, "")])
def test_the_shorter_the_interval_the_louder_the_warning(interval, level):
    words, said = interval_warning(interval)
    assert said == level and bool(words) == bool(level)


def told(people: int, cap: int, now: datetime = MONDAY_2PM) -> str:
    return if_begun_now(forecast(people, now, Pace(30), USUAL, Limit(cap)), now, SAO_PAULO)


def test_what_ends_today_says_when():
    assert told(321, 2000) == "Se começar às 14:00, termina por volta das 16:40."


def test_what_does_not_fit_today_says_how_many_on_each_day():
    days = "Hoje a partir das 14:00: 200. Amanhã (terça) a partir das 14:00: 120."
    assert told(320, 200) == f"{days} Termina amanhã (terça) por volta das 14:59."


def test_in_quiet_hours_it_says_when_it_would_begin():
    late = datetime(2026, 11, 24, 0)
    assert told(11, 200, late) == "Agendada agora, começa amanhã (terça) às 8:00 e termina por volta das 8:05."


@pytest.mark.parametrize(
    ("hours", "count"),
    [
        (CALM, 0),
        (CALM | {"weekday": ("07:59", "20:00")}, 1),
        (CALM | {"saturday": ("09:00", "20:01")}, 1),
        (CALM | {"sunday": ("09:00", "12:00")}, 1),
        (CALM | {"sunday": ("06:00", "22:00")}, 2),
    ],
)
def test_hours_that_disturb_families_carry_a_warning(hours, count):
    assert len(hours_warnings(hours)) == count


def test_hours_begin_before_they_end():
    assert hours_problem("sunday", "", "") == hours_problem("sunday", "08:00", "08:01") == ""
    assert "o fim precisa vir depois" in hours_problem("saturday", "13:00", "09:00")
    assert "o fim precisa vir depois" in hours_problem("saturday", "13:00", "13:00")
    assert "Domingo: preencha o começo e o fim" in hours_problem("sunday", "08:00", "")


def test_limits_are_read_as_people_write_them():
    assert read_cap("1.000") == (1000, "") and read_cap(" ") == (None, "")
    assert read_cap("0")[1] == "O limite de pessoas vai de 1 a 100.000."
    assert read_variation("20%") == (20, "") and read_variation("") == (0, "")
    assert "vai de 0 a 100" in read_variation("101")[1]


def test_the_next_holidays_go_over_the_end_of_the_year():
    assert next_holidays(date(2026, 12, 25), 3) == [
        (date(2026, 12, 25), "Natal"),
        (date(2027, 1, 1), "Confraternização Universal"),
        (date(2027, 3, 26), "Sexta-feira Santa"),
    ]


def settings(**given) -> SimpleNamespace:
    usual = {f"{kind}_from": begin for kind, (begin, _) in CALM.items()}
    usual |= {f"{kind}_until": end for kind, (_, end) in CALM.items()}
    rest = {
        "skips_holidays": True,
        "extra_days": "",
        "daily_cap": None,
        "variation_percent": 0,
        "ramps": False,
        "pause_every": None,
    }
    return SimpleNamespace(**(usual | rest | {"pause_seconds": None} | given))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "seg–sex 8:00–20:00, sáb 9:00–13:00, sem domingos e feriados · limite de pessoas do WhatsApp"),
        ({"daily_cap": 1200}, "sem domingos e feriados · até 1.200 pessoas em 24 h"),
        ({"saturday_from": "", "saturday_until": ""}, "seg–sex 8:00–20:00, sem sábados, domingos e feriados ·"),
        ({"sunday_from": "09:00", "sunday_until": "12:00", "skips_holidays": False}, "13:00, dom 9:00–12:00 · limite"),
        ({"extra_days": "2026-12-24..2026-12-31 Recesso"}, "sem domingos, feriados e 8 dias da escola"),
        ({"extra_days": "2026-12-24"}, "sem domingos, feriados e 1 dia da escola"),
        ({"ramps": True, "variation_percent": 20}, "· variação de até 20% · começo gradual"),
        ({"pause_every": 20, "pause_seconds": 60}, "· pausa de 60 s a cada 20 mensagens"),
    ],
)
def test_the_protection_is_summed_up_in_a_line(given, says):
    assert says in protection_summary(settings(**given))
