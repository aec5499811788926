"""The database goes away while a message is taken, sent or written down: nothing is lost, doubled or left in doubt."""

from datetime import timedelta

import pytest
from peewee import OperationalError

from tests.outbox.hesitant import Hesitant, answered, now, sender
from workchat.outbox import deliver
from workchat.outbox.deliver import finish
from workchat.outbox.models import Lane
from workchat.whatsapp.answers import Refused, Sent

__all__ = ["answered", "sender"]


def test_a_claim_that_was_never_heard_of_goes_back_and_leaves_at_once(desk, answered, sender):
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    assert now(answered).status == "sending" and desk.cloud.texts == []
    assert sender.deliver_next()
    assert desk.cloud.texts == ["Bom dia!"]
    assert (now(answered).status, now(answered).attempts) == ("sent", 1)


def test_what_is_in_hand_meanwhile_is_not_given_back(desk, answered, sender):
    taken = sender.take()
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    assert sender.take() is None
    assert now(answered).status == "sending"
    sender.send(*taken)
    assert desk.cloud.texts == ["Bom dia!"] and now(answered).status == "sent"


def test_what_left_is_never_given_back_though_its_answer_was_not_understood(desk, answered, sender):
    class Odd:
        def send(self, *asked):
            desk.cloud.send(*asked)
            raise KeyError("messages")

    sender.sender_of = lambda number: Odd()
    with pytest.raises(KeyError):
        sender.deliver_next()
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    assert sender.take() is None
    assert desk.cloud.texts == ["Bom dia!"] and now(answered).status == "sending"


def test_what_another_process_sends_is_left_alone(desk, answered, sender):
    sender.take()
    Lane.update(token="outra.1:2:3/x").execute()  # noqa: S106
    other = Hesitant(lambda number: desk.cloud, now=lambda: desk.now)
    other.away_after_look = 1
    with pytest.raises(OperationalError):
        other.take()
    assert other.take() is None
    assert now(answered).status == "sending"


def test_who_cannot_ask_the_time_does_not_send_and_the_message_waits(desk, answered, sender):
    sender.away_for_clock = True
    sender.deliver_next()
    assert desk.cloud.texts == []
    assert (now(answered).status, now(answered).attempts) == ("queued", 0)
    sender.away_for_clock = False
    sender.deliver_next()
    assert desk.cloud.texts == ["Bom dia!"]


def test_an_answer_is_written_down_however_often_the_disk_is_full(desk, answered, sender, monkeypatch):
    monkeypatch.setattr(deliver, "LONGEST_PAUSE", 0.01)
    sender.away_before_writing = 30
    sender.deliver_next()
    assert now(answered).status == "sent" and desk.cloud.texts == ["Bom dia!"]


def test_a_program_that_ends_meanwhile_lets_it_go_and_it_is_shown_as_sending(desk, answered, sender):
    sender.away_before_writing = 1000
    sender.give_up.set()
    with pytest.raises(OperationalError):
        sender.deliver_next()
    assert now(answered).status == "sending"


def test_an_answer_that_was_written_down_unheard_counts_once(desk, answered, sender):
    desk.cloud.errors = [Refused(131000, 500, "x")]
    sender.away_after_writing = 1
    sender.deliver_next()
    first = now(answered)
    assert (first.status, first.attempts) == ("queued", 1)
    assert first.due_at == desk.now + timedelta(seconds=5)


def test_an_id_that_came_is_kept_when_the_same_answer_is_written_again(desk, answered, sender):
    taken, _ = sender.take()
    for _ in range(2):
        finish(taken, Sent("wamid.um", None, False), desk.now)
    assert (now(answered).status, now(answered).wa_id) == ("sent", "wamid.um")
