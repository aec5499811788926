"""The school's own days without sending: how they are typed, kept and shown again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.outbox.own_days import days_of, read_days, typed_days


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("24/12/2026 Recesso", "2026-12-24 Recesso"),
        ("24/12/2026", "2026-12-24"),
        ("4/1/2027  -  Férias  de verão", "2027-01-04 Férias de verão"),
        ("24/12/2026 a 31/01/2027 Férias", "2026-12-24..2027-01-31 Férias"),
        ("24/12/2026 até 31/01/2027: Férias", "2026-12-24..2027-01-31 Férias"),
        ("24/12/2026-31/01/2027", "2026-12-24..2027-01-31"),
        ("\r\n  2/3/2026 Aniversário da cidade \n\n1/3/2026\n1/3/2026", "2026-03-01\n2026-03-02 Aniversário da cidade"),
        ("29/02/2028 Bissexto", "2028-02-29 Bissexto"),
        ("", ""),
    ],
)
def test_days_are_read_as_people_write_them(typed, stored):
    assert read_days(typed) == (stored, "")
    assert read_days(typed_days(stored)) == (stored, "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Natal", "Linha 1: comece pela data com o ano"),
        ("24/12 Recesso", "comece pela data com o ano"),
        ("1/1/2027\n\n31/02/2027 Carnaval", "Linha 3: esta data não existe"),
        ("31/01/2027 a 24/12/2026", "o fim vem antes do começo"),
        ("01/01/2026 a 31/12/2030", "mais de 366 dias"),
        ("01/01/2026 " + "x" * 61, "até 60 letras"),
        ("01/01/2026 a\x00b", "nome simples"),
        ("24/12/2026 31/12/2026", "escreva assim: 24/12/2026 a 31/01/2027 Férias"),
        ("24/12/2026 a 31/12", "escreva assim"),
        ("01/01/0001", "não existe"),
        ("٢٤/١٢/٢٠٢٦", "comece pela data"),
        ("x\n" * 5, "Mais 2 linhas com problema"),
        ("1/1/2027\n" * 201, "o limite é 200"),
    ],
)
def test_what_cannot_be_a_day_is_refused_with_its_line(typed, says):
    stored, problem = read_days(typed)
    assert stored == "" and says in problem


def test_a_range_holds_its_first_and_last_day():
    days = days_of("2026-12-24..2026-12-26 Recesso\n2027-01-01")
    assert days == {date(2026, 12, day): "Recesso" for day in (24, 25, 26)} | {date(2027, 1, 1): ""}


@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered_and_what_is_stored_reads_back(typed):
    stored, problem = read_days(typed)
    assert not (stored and problem)
    assert read_days(typed_days(stored)) == (stored, "")


@given(st.dates(date(2000, 1, 1), date(2900, 1, 1)), st.integers(0, 365), st.text("aéç ()-2", max_size=30))
def test_every_range_comes_back(first, length, name):
    typed = f"{first:%d/%m/}{first.year} a {first + timedelta(length):%d/%m/%Y} x{name}"
    stored, problem = read_days(typed)
    assert not problem and len(days_of(stored)) == length + 1
