"""What the doctor says of a measure."""

from datetime import datetime, timedelta

from workchat.doctor import rules
from workchat.doctor.rules import FINE, LOOK, WRONG

NOW = datetime(2026, 11, 23, 13)


def test_measures_become_words():
    assert rules.of_clock("da internet", 3).mark == FINE
    assert rules.of_clock("da internet", -30).mark == LOOK
    assert "3600 segundos adiantado" in rules.of_clock("da internet", 3600).words
    assert rules.of_room("no disco dos dados", 10**8, 0).mark == WRONG
    assert rules.of_room("no disco dos dados", 3 * 10**9, 2 * 10**9).mark == LOOK
    assert rules.of_connections(100, 88).mark == FINE
    assert rules.of_connections(100, 110).mark == WRONG
    assert rules.of_certificate(3).mark == LOOK
    assert rules.of_copies(NOW - timedelta(hours=10), "", NOW, NOW).mark == FINE
    assert rules.of_copies(NOW - timedelta(days=3), "", NOW, NOW).mark == LOOK
    assert rules.of_copies(None, "", NOW - timedelta(days=9), NOW).mark == WRONG
    assert rules.of_python((3, 9)).mark == WRONG
