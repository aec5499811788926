"""Names as they may be shown and searched, ages, and requests for silence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.contacts.rules import (
    NAMELESS,
    age,
    clean_name,
    first_name,
    search_form,
)

CPF = "52998224725"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Marta   Oliveira ", "Marta Oliveira"),
        ("Jose\u0301", "José"),
        ("\u202eatraM", "atraM"),
        ("Mar\u200bta\x00\x1b", "Marta"),
        ("Marta\nOliveira", "Marta Oliveira"),
        ("Fam\u00adília", "Família"),
        ("👨\u200d👩\u200d👧 Silva", "👨\u200d👩\u200d👧 Silva"),
        ("❤️ Ana", "❤️ Ana"),
        ("Ana\u200dBia", "AnaBia"),
        ("🏴\U000e0067\U000e0062", "🏴"),
        ("🌸", "🌸"),
        ("\u200b\u2060\ufeff", NAMELESS),
        ("\u3164", NAMELESS),
        ("\u2800", NAMELESS),
        ("", NAMELESS),
        (None, NAMELESS),
        ("a" * 300, "a" * 120),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(raw, name):
    assert clean_name(raw) == name


@given(st.text())
def test_a_name_cleaned_twice_is_the_same(raw):
    name = clean_name(raw)
    assert 0 < len(name) <= 120
    assert not set(name) & set("\u202e\u2066\u200b\x00\n")
    name.encode()


@pytest.mark.parametrize(
    ("name", "first"),
    [("Marta Oliveira", "Marta"), ("🌸 Marta", "Marta"), (NAMELESS, ""), ("", ""), ("🌸", ""), ("Ana", "Ana")],
)
def test_the_first_name_is_a_word_or_nothing(name, first):
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("text", "form"),
    [("  JOÃO  da Conceição ", "joao da conceicao"), ("1º", "1o"), ("Straße", "strasse"), ("ÑANDÚ", "nandu")],
)
def test_search_forgets_accents_and_capitals(text, form):
    assert search_form(text) == form


@given(st.text())
def test_the_search_form_is_final(text):
    assert search_form(search_form(text)) == search_form(text)


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2014, 3, 5), date(2026, 3, 4), 11),
        (date(2014, 3, 5), date(2026, 3, 5), 12),
        (date(2014, 3, 5), date(2026, 3, 6), 12),
        (date(2016, 2, 29), date(2026, 2, 28), 9),
        (date(2016, 2, 29), date(2026, 3, 1), 10),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_age_is_counted_in_full_years(born, today, years):
    assert age(born, today) == years
