"""Blue ticks are a courtesy: telling WhatsApp what was read never keeps anything else waiting."""

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.mark_read import mark_read_all_due
from workchat.chat.models import Ticket
from workchat.whatsapp.answers import NotSent, Refused, Uncertain
from workchat.worker import network_timetable, timetable


class Silent:
    """A WhatsApp that answers every call with the same error."""

    def __init__(self, error: Exception) -> None:
        self.error, self.calls = error, 0

    def mark_read(self, _phone_number_id: str, _wa_id: str) -> None:
        self.calls += 1
        raise self.error


@pytest.fixture
def three_read(desk: Desk) -> Desk:
    for n in range(3):
        people.ticket(desk.cast, people.contact(f"Pessoa {n}", f"551190000000{n}"), read_upto=f"wamid.{n}")
    return desk


@pytest.mark.parametrize(("error", "told"), [(NotSent("sem rede"), 0), (Uncertain("silêncio"), 1)])
def test_when_whatsapp_is_not_there_the_round_ends_and_the_rest_waits(three_read: Desk, error, told):
    api = Silent(error)
    assert mark_read_all_due(NOW, lambda _number: api) == told
    assert api.calls == 1
    assert Ticket.select().where(Ticket.read_upto.is_null()).count() == told


def test_a_refusal_costs_only_its_own_tick(three_read: Desk):
    api = Silent(Refused(131009, 400, "x"))
    assert mark_read_all_due(NOW, lambda _number: api) == 3
    assert mark_read_all_due(NOW, lambda _number: api) == 0


def test_nothing_that_calls_whatsapp_stands_between_two_transfers(config):
    assert "tell WhatsApp what agents read" in [task.name for task in network_timetable(config)]
    assert "tell WhatsApp what agents read" not in [task.name for task in timetable()]
