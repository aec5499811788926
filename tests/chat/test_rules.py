"""When a ticket moves by itself, how it ends, who sees it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from workchat.chat.rules import (
    TransferSetting,
    can_see,
    closing_text,
    fit_bubbles,
    may_skip_closing_text,
    protocol,
    transfer_due,
    window_left,
)

NOW = datetime(2026, 3, 5, 14, 0)
BIA, CAIO, SECRETARIA, FINANCEIRO = 2, 3, 10, 11


@dataclass(frozen=True)
class FakeTicket:
    state: str = "waiting"
    waiting_since: datetime | None = NOW - timedelta(minutes=10)
    agent_id: int | None = None
    department_id: int | None = None
    transferred_wait: datetime | None = None


TO_BIA = TransferSetting("agent", BIA, None, 10, "Bia", True)
TO_SECRETARIA = TransferSetting("department", None, SECRETARIA, 10, "Secretaria", True)


def test_a_ticket_moves_to_the_agent_at_the_very_minute_and_keeps_its_department():
    found = transfer_due(FakeTicket(department_id=FINANCEIRO), TO_BIA, NOW)
    assert (found.move, found.agent_id, found.department_id, found.send_message) == (True, BIA, FINANCEIRO, True)
    assert found.note == "Transferido automaticamente para Bia: ninguém respondeu em 10 minutos."


def test_a_transfer_to_a_department_clears_the_agent():
    found = transfer_due(FakeTicket(state="attending", agent_id=CAIO), TO_SECRETARIA, NOW)
    assert (found.move, found.agent_id, found.department_id) == (True, None, SECRETARIA)
    assert "para o departamento Secretaria" in found.note


@pytest.mark.parametrize(
    ("ticket", "setting"),
    [
        (FakeTicket(waiting_since=NOW - timedelta(minutes=10) + timedelta(seconds=1)), TO_BIA),
        (FakeTicket(waiting_since=None), TO_BIA),
        (FakeTicket(state="intake"), TO_BIA),
        (FakeTicket(state="closed"), TO_BIA),
        (FakeTicket(agent_id=BIA), TO_BIA),
        (FakeTicket(department_id=SECRETARIA, agent_id=CAIO), TO_SECRETARIA),
        (FakeTicket(transferred_wait=NOW - timedelta(minutes=10)), TO_BIA),
        (FakeTicket(), TransferSetting(None, None, None, 10, "", True)),
    ],
)
def test_a_ticket_that_is_not_due_stays(ticket, setting):
    assert not transfer_due(ticket, setting, NOW).move


def test_a_new_wait_may_transfer_again():
    assert transfer_due(FakeTicket(transferred_wait=NOW - timedelta(days=1)), TO_BIA, NOW).move


@pytest.mark.parametrize(
    ("setting", "words"),
    [(TO_BIA, "Bia não está mais ativo"), (TO_SECRETARIA, "Secretaria não tem atendente ativo")],
)
def test_a_target_that_cannot_take_it_stops_the_transfer_with_a_reason(setting, words):
    found = transfer_due(FakeTicket(), replace(setting, target_ready=False), NOW)
    assert not found.move
    assert words in found.stopped


@pytest.mark.parametrize(
    ("waited", "wait", "sends"),
    [
        (10, 10, True),
        (60, 10, True),
        (61, 10, False),
        (600, 10, False),
        (120, 120, True),
        (121, 120, True),
        (122, 120, False),
    ],
)
def test_families_are_not_woken_by_a_restart(waited, wait, sends):
    ticket = FakeTicket(waiting_since=NOW - timedelta(minutes=waited))
    found = transfer_due(ticket, replace(TO_BIA, wait_minutes=wait), NOW)
    assert found.move
    assert found.send_message is sends
    assert ("não foi enviada" in found.note) is not sends


@pytest.mark.parametrize(
    ("general", "reason", "expected"),
    [
        ("Tchau", "Boas aulas", ("Boas aulas", "reason")),
        ("Tchau", "", ("Tchau", "general")),
        ("Tchau", "  ", ("Tchau", "general")),
        ("", "Boas aulas", ("Boas aulas", "reason")),
        ("", "", ("", "none")),
    ],
)
def test_the_message_of_the_reason_replaces_the_general_one(general, reason, expected):
    assert closing_text(general, reason) == expected


def test_a_reason_that_forces_its_message_cannot_be_unticked():
    assert may_skip_closing_text(False)
    assert not may_skip_closing_text(True)


@pytest.mark.parametrize(
    ("last", "left"),
    [
        (None, timedelta(0)),
        (NOW, timedelta(hours=24)),
        (NOW - timedelta(hours=23), timedelta(hours=1)),
        (NOW - timedelta(hours=24), timedelta(0)),
        (NOW - timedelta(days=9), timedelta(0)),
        (NOW + timedelta(seconds=5), timedelta(hours=24)),
    ],
)
def test_the_window_closes_24_hours_after_the_last_message(last, left):
    assert window_left(last, NOW) == left


@pytest.mark.parametrize(
    ("role", "user", "departments", "ticket", "sees"),
    [
        ("administrator", 1, (), FakeTicket(agent_id=CAIO, department_id=FINANCEIRO), True),
        ("supervisor", 1, (), FakeTicket(agent_id=CAIO, department_id=FINANCEIRO), True),
        ("agent", BIA, (SECRETARIA,), FakeTicket(department_id=SECRETARIA), True),
        ("agent", BIA, (SECRETARIA,), FakeTicket(department_id=SECRETARIA, agent_id=CAIO), True),
        ("agent", BIA, (SECRETARIA,), FakeTicket(department_id=FINANCEIRO, agent_id=BIA), True),
        ("agent", BIA, (SECRETARIA,), FakeTicket(), True),
        ("agent", CAIO, (FINANCEIRO,), FakeTicket(department_id=SECRETARIA), False),
        ("agent", CAIO, (FINANCEIRO,), FakeTicket(department_id=SECRETARIA, agent_id=BIA), False),
        ("agent", CAIO, (FINANCEIRO,), FakeTicket(agent_id=BIA), False),
        ("agent", CAIO, (), FakeTicket(department_id=SECRETARIA), False),
        ("", 1, (SECRETARIA,), FakeTicket(), False),
    ],
)
def test_agents_see_their_departments_their_own_and_what_is_nobodys(role, user, departments, ticket, sees):
    assert can_see(role, user, departments, ticket) is sees


@pytest.mark.parametrize(
    ("welcome", "question", "buttons", "bubbles"),
    [
        ("Olá!", "Aceita?", True, ["Olá!\n\nAceita?"]),
        ("", "Aceita?", True, ["Aceita?"]),
        ("Olá!", "", False, ["Olá!"]),
        ("", " ", False, []),
        ("a" * 1000, "b" * 22, True, ["a" * 1000 + "\n\n" + "b" * 22]),
        ("a" * 1000, "b" * 23, True, ["a" * 1000, "b" * 23]),
        ("👍" * 500, "b" * 23, True, ["👍" * 500, "b" * 23]),
        ("a" * 1000, "b" * 23, False, ["a" * 1000 + "\n\n" + "b" * 23]),
        ("a" * 4000, "b" * 95, False, ["a" * 4000, "b" * 95]),
    ],
)
def test_the_welcome_and_the_question_go_as_one_bubble_when_they_fit(welcome, question, buttons, bubbles):
    assert fit_bubbles(welcome, question, buttons) == bubbles


def test_a_protocol_number_says_the_day_and_the_turn():
    assert protocol(date(2026, 3, 5), 7) == "20260305-0007"
    assert protocol(date(2026, 3, 5), 12345) == "20260305-12345"
