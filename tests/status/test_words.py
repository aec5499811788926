"""Amounts as people say them."""

from datetime import timedelta

import pytest

from workchat.status.words import count_words, size_words, span_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "0 bytes"), (1, "1 byte"), (609, "609 bytes"), (1500, "1,5 KB"), (2_000_000, "2 MB"),
     (53_400_000_000, "53 GB"), (1_300_000_000_000, "1,3 TB")],
)  # fmt: skip
def test_a_size(size, words):
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [(timedelta(seconds=-9), "menos de um minuto"), (timedelta(seconds=59), "menos de um minuto"),
     (timedelta(minutes=12, seconds=50), "12 min"), (timedelta(hours=2, minutes=40), "2 h 40 min"),
     (timedelta(days=3, hours=5), "3 dias")],
)  # fmt: skip
def test_how_long(span, words):
    assert span_words(span) == words


def test_how_many():
    assert [count_words(n, "resposta", "respostas") for n in (0, 1, 12400)] == [
        "0 respostas",
        "1 resposta",
        "12.400 respostas",
    ]
