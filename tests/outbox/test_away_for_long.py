"""A claim that its worker never heard of, because the database went away for as long as a restart takes, or longer."""

import pytest
from peewee import OperationalError

from tests.outbox.hesitant import Hesitant, answered, now, sender
from tests.scheduled.sending import message, people, work
from workchat.chat.reply import reply
from workchat.outbox.confirm import give_up_on_proof_all_due, send_again
from workchat.outbox.deliver import finish
from workchat.outbox.models import Delivery, Lane
from workchat.scheduled.deliver import ScheduledDeliverer
from workchat.whatsapp.answers import Refused, Uncertain

__all__ = ["answered", "sender"]


@pytest.mark.parametrize("seconds", [5, 59, 61, 120, 1200])
def test_it_goes_back_however_long_the_database_was_away(desk, answered, sender, seconds):
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    desk.later(seconds=seconds)
    give_up_on_proof_all_due(desk.now)  # another worker was faster: nothing has proved it for so long
    assert sender.deliver_next()
    assert desk.cloud.texts == ["Bom dia!"]
    assert (now(answered).status, now(answered).attempts, now(answered).advice) == ("sent", 1, "")


def test_it_goes_back_although_another_worker_took_the_lane_meanwhile(desk, answered, sender):
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    reply(now(answered).message.ticket_id, desk.cast.bia, "Ainda está aí?", desk.now)
    desk.later(seconds=61)
    other = Hesitant(lambda number: desk.cloud, now=lambda: desk.now)
    in_its_hands = other.take()
    assert sender.take() is None
    assert Lane.get(Lane.kind == "reply").token == in_its_hands[0].token
    other.send(*in_its_hands)
    assert sender.deliver_next()
    assert desk.cloud.texts == ["Ainda está aí?", "Bom dia!"]


@pytest.mark.parametrize("seconds", [5, 61, 1200])
def test_a_scheduled_message_goes_back_too(desk, seconds):
    class Away(ScheduledDeliverer):
        away = 1

        def _look(self):
            taken = super()._look()
            if self.away:
                raise OperationalError("server closed the connection unexpectedly")
            return taken

    people(desk, 1)
    message(desk)
    work(desk)
    sender = Away(lambda number: desk.cloud, now=lambda: desk.now)
    with pytest.raises(OperationalError):
        sender.take()
    assert Delivery.get().status == "sending"
    desk.later(seconds=seconds)
    give_up_on_proof_all_due(desk.now)
    work(desk)
    sender.away = 0
    assert not sender.deliver_next()  # from when it was given back, the pause
    desk.later(seconds=120)
    assert sender.deliver_next()
    assert len(desk.cloud.texts) == 1 and Delivery.get().status == "sent"


def test_what_a_person_sent_again_meanwhile_is_left_to_them(desk, answered, sender):
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    send_again(now(answered), desk.now)
    other = Hesitant(lambda number: desk.cloud, now=lambda: desk.now)
    in_its_hands = other.take()
    assert sender.take() is None
    assert now(answered).status == "sending"
    other.send(*in_its_hands)
    assert desk.cloud.texts == ["Bom dia!"]


def test_what_a_clock_set_back_made_uncertain_goes_back_when_its_worker_knows_that_it_never_called(
    desk, answered, sender
):
    desk.later(hours=1)
    taken = sender.take()
    desk.later(hours=-1)
    give_up_on_proof_all_due(desk.now)
    assert now(answered).status == "unknown"
    sender.send(*taken)
    row = now(answered)
    assert (row.status, row.attempts, row.advice, row.finished_at) == ("queued", 0, "", None)


def test_what_whatsapp_refused_for_now_is_not_uncertain_either(desk, answered, sender):
    taken = sender.take()
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    finish(taken[0], Refused(131000, 500, "x"), desk.now)
    assert (now(answered).status, now(answered).attempts) == ("queued", 1)


def test_what_an_hour_of_a_wrong_clock_left_without_an_answer_is_not_taken_for_it(desk, answered, sender):
    desk.later(hours=1)
    desk.cloud.errors = [Uncertain("silence")]
    sender.deliver_next()
    desk.later(hours=-1, minutes=2)
    Lane.update(next_at=desk.now, lease_until=desk.now).execute()
    second = reply(now(answered).message.ticket_id, desk.cast.bia, "E até logo.", desk.now)
    sender.away_after_look = 1
    with pytest.raises(OperationalError):
        sender.take()
    assert sender.deliver_next()
    assert (now(answered).status, now(second).status) == ("sending", "sent")
