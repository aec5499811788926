"""The pure rules of Configurações: links and what a request must ask."""

import pytest

from workchat.intake.texts import terms_question
from workchat.settings.rules import (
    LONGEST_LINK,
    browser_link,
    privacy_link_problem,
    readable_link,
)
from workchat.text.rules import BUTTONS_LIMIT, utf16_length


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
