"""The pure rules of Configurações: durations, links and what a request must ask."""

import pytest

from workchat.intake.texts import terms_question
from workchat.settings.rules import (
    LONGEST_LINK,
    browser_link,
    estimate,
    interval_warning,
    privacy_link_problem,
    readable_link,
)
from workchat.text.rules import BUTTONS_LIMIT, utf16_length


@pytest.mark.parametrize(
    ("people", "interval", "says"),
    [
        (320, 30, "320 contatos × 30 s ≈ 2 h 40 min"),
        (2, 30, "2 contatos × 30 s ≈ 30 s"),
        (12, 30, "12 contatos × 30 s ≈ 5 min 30 s"),
        (1, 30, "1 contato: a mensagem sai na hora"),
        (5000, 30, "5.000 contatos × 30 s ≈ 1 dia 17 h"),
        (121, 30, "121 contatos × 30 s ≈ 1 h"),
    ],
)
def test_the_estimate_is_what_the_sender_needs(people, interval, says):
    assert estimate(people, interval) == says


def test_intervals_under_ten_seconds_carry_a_warning():
    assert interval_warning(9) and not interval_warning(10)


def test_the_longest_link_still_fits_above_the_buttons():
    assert utf16_length(terms_question("x" * LONGEST_LINK)) <= BUTTONS_LIMIT


@pytest.mark.parametrize(
    "link",
    [
        "https://www.escola.com.br/privacidade",
        "https://escola.são-josé.br/política?ano=2026#seção",
        "https://escola.com.br:8443/a%2Fb",
        "",
    ],
)
def test_a_link_survives_being_stored_and_shown(link):
    assert privacy_link_problem(link) == ""
    stored = browser_link(link)
    assert stored.isascii() and readable_link(stored) == link
    assert browser_link(readable_link(stored)) == stored
