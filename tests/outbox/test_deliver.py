"""What becomes of a delivery: retries, proofs, and the promise that nothing is sent twice and nothing lies about it."""

from datetime import timedelta

import pytest

from tests.cast import NOW, contact, ticket
from tests.desk import Desk
from workchat.chat.close import close
from workchat.chat.reply import reply
from workchat.contacts.models import Contact
from workchat.outbox.claim import claim
from workchat.outbox.confirm import give_up_on_proof_all_due, send_again
from workchat.outbox.deliver import Deliverer
from workchat.outbox.models import Delivery
from workchat.whatsapp.answers import NotSent, Refused, Uncertain
from workchat.whatsapp.models import Number


@pytest.fixture
def answered(desk: Desk) -> Delivery:
    return reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)


def status(delivery: Delivery) -> str:
    return Delivery.get_by_id(delivery.id).status


def test_a_reply_leaves_with_our_key_and_is_shown_as_sent(desk: Desk, answered: Delivery):
    assert desk.send_all() == ["Bom dia!"]
    sent = desk.cloud.bodies[0]
    assert (sent["to"], sent["biz_opaque_callback_data"]) == ("+5511987654321", f"{answered.id}.1")
    assert status(answered) == "sent"
    assert Delivery.get_by_id(answered.id).message.wa_id == "wamid.out1"


def test_ticks_only_move_forward_and_show_on_the_page(desk: Desk, answered: Delivery):
    desk.send_all()
    version = desk.ticket.version
    for tick in ("read", "delivered", "sent"):
        desk.tick(Delivery.get_by_id(answered.id), tick)
    assert status(answered) == "read" and desk.ticket.version > version


def test_a_crash_while_sending_is_never_resent_and_never_blocks_the_lane(desk: Desk, answered: Delivery):
    claim(desk.now)  # … and the worker dies here
    reply(desk.ticket.id, desk.cast.bia, "Segunda", desk.now)
    desk.later(seconds=61)
    assert desk.send_all() == ["Segunda"]
    give_up_on_proof_all_due(desk.now)
    assert status(answered) == "sending"
    desk.later(minutes=15)
    assert give_up_on_proof_all_due(desk.now) == 1
    assert status(answered) == "unknown"
    assert desk.send_all() == []


def test_a_status_with_our_key_proves_that_it_left(desk: Desk, answered: Delivery):
    claim(desk.now)
    desk.tick(Delivery.get_by_id(answered.id), "delivered")
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    assert status(answered) == "delivered"
    assert Delivery.get_by_id(answered.id).wa_id == "wamid.unknown"


def test_a_person_sends_an_uncertain_message_again_once(desk: Desk, answered: Delivery):
    claim(desk.now)
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    assert send_again(Delivery.get_by_id(answered.id), desk.now)
    assert not send_again(Delivery.get_by_id(answered.id), desk.now)
    assert desk.send_all() == ["Bom dia!"]
    assert desk.cloud.bodies[0]["biz_opaque_callback_data"] == f"{answered.id}.2"


def test_silence_after_the_call_is_not_a_failure(desk: Desk, answered: Delivery):
    desk.cloud.errors = [Uncertain("sem resposta")]
    desk.send_all()
    assert status(answered) == "sending"


def test_no_connection_waits_and_tries_again(desk: Desk, answered: Delivery):
    desk.cloud.errors = [NotSent("sem rede")]
    assert desk.send_all() == []
    desk.later(minutes=2)
    assert desk.send_all() == ["Bom dia!"]


def test_an_invalid_token_stops_the_number_and_loses_nothing(desk: Desk, answered: Delivery):
    desk.cloud.errors = [Refused(190, 401, "token")]
    desk.send_all()
    assert status(answered) == "queued"
    assert Number.get().stopped_at == desk.now and Number.get().stopped_why
    Number.update(stopped_at=None).execute()
    assert desk.send_all() == ["Bom dia!"]


def test_a_refused_message_says_why_and_what_to_do(desk: Desk, answered: Delivery):
    desk.cloud.errors = [Refused(131047, 400, "re-engagement")]
    desk.send_all()
    failed = Delivery.get_by_id(answered.id)
    assert (failed.status, failed.error_code) == ("failed", 131047) and failed.error and failed.advice


def test_the_other_ninth_digit_form_is_tried_once(desk: Desk):
    owner = contact("Rui Dias", "5551987654321")
    answer = reply(ticket(desk.cast, owner).id, desk.cast.bia, "Olá", desk.now)
    desk.cloud.errors = [Refused(131026, 400, "undeliverable"), Refused(131026, 400, "undeliverable")]
    desk.send_all()
    assert status(answer) == "failed"
    assert Delivery.get_by_id(answer.id).dial == "555187654321"


def test_a_failure_that_comes_later_is_shown_and_an_old_one_is_ignored(desk: Desk, answered: Delivery):
    desk.send_all()
    old = Delivery.get_by_id(answered.id)
    desk.tick(old, "failed", errors=[{"code": 131053, "title": "x"}])
    assert status(answered) == "failed"
    send_again(old, desk.now)
    desk.send_all()
    desk.tick(old, "failed", errors=[{"code": 131053, "title": "x"}])
    assert status(answered) == "sent"


def test_a_stop_of_marketing_is_an_opt_out(desk: Desk, answered: Delivery):
    desk.cloud.errors = [Refused(131050, 400, "stopped")]
    desk.send_all()
    assert Contact.get().opted_out_at == desk.now


def test_an_automatic_text_outside_the_window_is_skipped_with_the_reason(desk: Desk):
    desk.set(closing_text="Até logo!")
    old = ticket(desk.cast, at=NOW - timedelta(hours=25))
    delivery = close(old.id, desk.cast.bia, None, True, desk.now)
    assert (delivery.status, "24 horas" in delivery.error) == ("skipped", True)
    assert desk.send_all() == []


def test_a_window_that_closes_while_the_text_waits_skips_it(desk: Desk):
    desk.set(closing_text="Até logo!")
    delivery = close(ticket(desk.cast).id, desk.cast.bia, None, True, desk.now)
    desk.later(hours=25)
    Deliverer(lambda _number: desk.cloud, now=lambda: desk.now).deliver_next()
    assert status(delivery) == "skipped" and desk.cloud.bodies == []
