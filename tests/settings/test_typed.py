"""Hours and prices as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.settings.typed import read_hour, read_price, shown_hour, shown_price, spoken_price


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("8:00", "08:00"), ("08:30", "08:30"), ("8", "08:00"), ("8h", "08:00"), ("8h30", "08:30"),
        (" 20 : 15 ", "20:15"),
        ("8H30 min", "08:30"), ("7.45", "07:45"), ("0:00", "00:00"), ("", ""), ("  ", ""),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(typed, stored):
    assert read_hour(typed) == (stored, "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("24:00", "de 0:00 a 23:59"), ("8:60", "de 0:00 a 23:59"), ("8:5", "assim: 8:00"), ("oito", "assim: 8:00"),
     ("8:00:00", "assim: 8:00"), ("-1", "assim: 8:00"), ("٨:٠٠", "assim: 8:00"), ("0800", "assim: 8:00")],
)  # fmt: skip
def test_what_is_no_hour_is_refused(typed, says):
    hour, problem = read_hour(typed)
    assert hour == "" and says in problem


def test_hours_are_said_without_the_leading_zero():
    assert [shown_hour(stored) for stored in ("08:00", "20:15", "00:30", "")] == ["8:00", "20:15", "0:30", ""]


@pytest.mark.parametrize(
    ("typed", "stored", "spoken"),
    [
        ("0,35", 3500, "R$ 0,35"),
        ("R$ 0,35", 3500, "R$ 0,35"),
        ("r$1", 10_000, "R$ 1,00"),
        ("0.0372", 372, "R$ 0,0372"),
        ("100", 1_000_000, "R$ 100,00"),
        ("0", 0, "R$ 0,00"),
        ("", None, ""),
    ],
)
def test_prices_are_kept_to_a_hundredth_of_a_cent(typed, stored, spoken):
    assert read_price(typed) == (stored, "")
    assert spoken_price(stored) == spoken


@pytest.mark.parametrize(
    ("typed", "says"),
    [("0,00001", "até quatro casas"), ("-1", "Digite o preço"), ("caro", "Digite o preço"), ("100,01", "até R$ 100,00"),
     ("1.000,00", "Digite o preço"), ("US$ 1", "Digite o preço"), ("1" * 40, "Digite o preço")],
)  # fmt: skip
def test_what_is_no_price_is_refused(typed, says):
    price, problem = read_price(typed)
    assert price is None and says in problem


@given(st.integers(0, 1_000_000))
def test_every_price_reads_back_as_it_is_shown(price):
    assert read_price(shown_price(price)) == (price, "")
    assert read_price(spoken_price(price)) == (price, "")
