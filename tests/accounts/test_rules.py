"""The permission table, passwords, waits, and where a sign-in may lead."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import NOW
from workchat.accounts import rules


def test_only_the_administrator_changes_settings_and_people():
    for action in ("settings.edit", "people.edit", "simulator.use", "updates.retry"):
        assert [role for role in rules.ROLE_NAMES if rules.may(role, action)] == ["administrator"]


def test_nobody_may_do_anything():
    assert not any(rules.may(None, action) for action in rules.PERMISSIONS)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("onze letras", "pelo menos 12"),
        ("x" * 12, "repete"),
        ("abcabcabcabc", "repete"),
        ("Senha1234567", "primeiras"),
        ("a" * 60 + "bcde" * 18, "no máximo"),
        ("bia.rocha.1@escola.example", "seu e-mail"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, says):
    assert says in rules.password_problem(password, "Bia Rocha", "bia.rocha.1@escola.example")


@pytest.mark.parametrize("password", ["uma frase comprida", "ção é útil à noite", "x7" * 5 + "!q", "k" * 64 + "água"])
def test_a_long_phrase_is_accepted_with_spaces_and_accents(password):
    assert rules.password_problem(password, "Bia Rocha", "bia@escola.example") is None


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (5_000, 60)]
)
def test_each_failure_after_the_fifth_doubles_the_wait_up_to_a_minute(failures, seconds):
    assert rules.wait_after_failures(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize("path", ["/chat", "/chat/12?x=1#fim", "/", "/people/3/deactivate", "/a//b", "/%2f%2fx"])
def test_a_path_of_this_workchat_may_follow_a_sign_in(path):
    assert rules.own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None, "", "chat", "//mau.example", "///mau.example", "/\\mau.example", "\\\\mau.example", "/\t/mau.example",
        "/\n/mau.example", "\t//mau.example", " //mau.example", "https://mau.example", "https:mau.example",
        "javascript:alert(1)", "/a\\b", "/a b", "/a\x00b", "/\u2028/mau.example", "mailto:x@mau.example",
        "/\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
def test_nothing_else_may_follow_a_sign_in(elsewhere):
    assert rules.own_path(elsewhere) is None


def test_a_session_dies_of_rest_and_of_age():
    hour = timedelta(hours=1)
    assert rules.session_is_alive(NOW - 20 * hour, NOW - 7 * hour, NOW)
    assert not rules.session_is_alive(NOW - 20 * hour, NOW - 8 * hour, NOW)
    assert not rules.session_is_alive(NOW - 7 * 24 * hour, NOW, NOW)


def test_every_brazilian_zone_exists_and_has_the_difference_that_its_group_says():
    hours = {"Horário de Brasília": -3, "Uma hora a menos que Brasília": -4, "Duas horas a menos que Brasília": -5}
    for group, zones in rules.TIME_ZONES.items():
        for zone in zones:
            away = NOW.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).utcoffset()
            assert away == timedelta(hours=hours.get(group, -2)), zone


def test_a_name_loses_what_nobody_sees():
    assert rules.normal_name("  Bia\u200b \x00 Rocha\n\u202e ") == "Bia Rocha"


@pytest.mark.parametrize(
    ("wait", "words"),
    [(0.2, "1 segundo"), (1, "1 segundo"), (1.5, "2 segundos"), (60, "60 segundos"), (61, "2 minutos")],
)  # fmt: skip
def test_a_wait_is_rounded_up(wait, words):
    assert rules.wait_in_words(timedelta(seconds=wait)) == words
