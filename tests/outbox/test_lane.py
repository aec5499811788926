"""The lanes of a number: one worker at a time, in order, at the pace, and nobody holds anybody else."""

from datetime import timedelta

import pytest

from tests.cast import NOW, contact, ticket
from tests.desk import Desk
from workchat.chat.reply import reply
from workchat.chat.say import say
from workchat.db import db
from workchat.outbox.claim import claim, mend_lanes_after_the_clock_went_back
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.deliver import finish
from workchat.outbox.models import Delivery, Lane
from workchat.whatsapp.answers import Refused


@pytest.fixture
def answered(desk: Desk) -> Delivery:
    return reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)


def test_while_one_worker_holds_a_lane_no_other_sends_on_it(desk: Desk, answered: Delivery):
    reply(desk.ticket.id, desk.cast.bia, "Mais uma coisa", desk.now)
    assert claim(desk.now) is not None
    assert claim(desk.now) is None


def test_a_late_result_is_kept_even_when_the_lane_is_somebody_elses(desk: Desk, answered: Delivery):
    first = claim(desk.now)
    reply(desk.ticket.id, desk.cast.bia, "Segunda", desk.now)
    desk.later(seconds=61)
    second = claim(desk.now)
    with db.atomic():
        finish(first, desk.call(first), desk.now)
    assert Delivery.get_by_id(answered.id).status == "sent"
    assert Lane.get_by_id(second.lane_id).token == second.token


def test_a_contact_in_back_off_holds_only_their_own_messages(desk: Desk, answered: Delivery):
    reply(desk.ticket.id, desk.cast.bia, "Segunda para Marta", desk.now)
    other = ticket(desk.cast, contact("Rui Dias", "5511911112222"))
    reply(other.id, desk.cast.bia, "Olá, Rui", desk.now)
    desk.cloud.errors = [Refused(131056, 400, "pair rate")]
    assert desk.send_all() == ["Olá, Rui"]
    desk.later(seconds=5)
    assert desk.send_all() == ["Bom dia!", "Segunda para Marta"]


def test_too_fast_for_the_number_pauses_the_number(desk: Desk, answered: Delivery):
    desk.cloud.errors = [Refused(130429, 400, "throughput")]
    assert desk.send_all() == []
    desk.later(seconds=61)
    assert desk.send_all() == ["Bom dia!"]


def test_texts_of_a_sweep_leave_two_seconds_apart_and_replies_overtake_them(desk: Desk):
    for n in range(3):
        say(ticket(desk.cast, contact(f"Pessoa {n}", f"551190000000{n}")), f"aviso {n}", "transfer", NOW, spaced=True)
    reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    assert desk.send_all() == ["aviso 0", "Bom dia!"]
    desk.later(seconds=1)
    assert desk.send_all() == []
    desk.later(seconds=1)
    assert desk.send_all() == ["aviso 1"]


def test_an_answer_does_not_wait_behind_the_queue_of_a_sweep(desk: Desk):
    rui = ticket(desk.cast, contact("Rui Dias", "5511911112222"))
    say(rui, "aviso", "transfer", NOW, spaced=True)
    marta = ticket(desk.cast)
    say(marta, "Um momento.", "transfer", NOW, spaced=True)
    reply(marta.id, desk.cast.bia, "Bom dia!", NOW)
    assert desk.send_all() == ["aviso", "Um momento.", "Bom dia!"]


def test_an_answer_written_while_the_clock_was_ahead_does_not_wait_for_that_hour(desk: Desk):
    conversation = ticket(desk.cast)
    desk.later(hours=1)
    reply(conversation.id, desk.cast.bia, "Bom dia!", desk.now)
    desk.later(hours=-1)
    assert desk.send_all() == []
    mend_lanes_after_the_clock_went_back(desk.now)
    assert desk.send_all() == ["Bom dia!"]


def test_a_try_that_waits_for_its_turn_is_not_hurried(desk: Desk):
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    Delivery.update(due_at=desk.now + timedelta(seconds=320)).where(Delivery.id == answer.id).execute()
    mend_lanes_after_the_clock_went_back(desk.now)
    assert desk.send_all() == []


def test_what_was_caught_while_the_clock_was_ahead_is_shown_as_uncertain_at_once(desk: Desk):
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.later(hours=1)
    claim(desk.now)
    desk.later(hours=-1)
    assert give_up_on_proof_all_due(desk.now) == 1
    assert Delivery.get_by_id(answer.id).status == "unknown"


def test_a_lane_that_was_told_to_pause_while_the_clock_was_ahead_does_not_pause_for_that_hour(desk: Desk):
    """A pause is for both lanes of a number, also for the one that nobody held."""
    reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    Lane.update(next_at=desk.now + timedelta(hours=1)).execute()
    mend_lanes_after_the_clock_went_back(desk.now)
    desk.later(minutes=1)
    assert desk.send_all() == ["Bom dia!"]
