"""WhatsApp's word may come after a scheduled message ended, or was given up: nobody is left waiting for nothing."""

import pytest

from tests import meta
from tests.at_once import Meanwhile, busy_desk  # noqa: F401
from tests.desk import Desk
from tests.scheduled.sending import message, people, play, send_one, state, statuses, work
from workchat.contacts.models import Contact
from workchat.db import db
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Delivery
from workchat.scheduled.cancel import cancel
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.finish import finish_all_due
from workchat.scheduled.models import CANCELLED, DONE, PAUSED, SENDING, ScheduledMessage
from workchat.scheduled.recipients import send_unknown_again
from workchat.scheduled.record import NotNow
from workchat.settings.models import Settings
from workchat.whatsapp.answers import NotSent


def uncertain(desk: Desk) -> ScheduledMessage:
    """One recipient, whose sender was killed: nobody knows whether it left."""
    people(desk, 1)
    aviso = message(desk)
    work(desk)
    assert claim_scheduled(desk.now, Settings.current()).claim
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    return aviso


def fails_later(desk: Desk, code: int) -> None:
    desk.ticks(meta.failed(Delivery.get().wa_id, code))


def test_the_other_form_of_the_phone_is_tried_although_the_message_was_over(desk: Desk):
    people(desk, 1)
    Contact.update(wa_id="5511987654321", phone_key="11987654321").execute()
    aviso = message(desk)
    play(desk, 10)
    assert state(aviso) == DONE
    fails_later(desk, 131026)
    assert state(aviso) == SENDING
    play(desk, 60, step=5)
    assert (state(aviso), statuses(aviso)) == (DONE, {"sent": 1})
    assert [body["to"] for body in desk.cloud.bodies] == ["+5511987654321", "+551187654321"]


@pytest.mark.parametrize("code", [131000, 131056])
def test_what_may_be_tried_again_is_tried_again_after_the_end(desk: Desk, code: int):
    people(desk, 1)
    aviso = message(desk)
    play(desk, 10)
    fails_later(desk, code)
    play(desk, 60, step=5)
    assert (state(aviso), statuses(aviso), len(desk.cloud.bodies)) == (DONE, {"sent": 1}, 2)


def test_a_spam_code_after_the_end_waits_for_a_person_with_whom_it_did_not_reach(desk: Desk):
    people(desk, 1)
    aviso = message(desk)
    play(desk, 10)
    fails_later(desk, 131048)
    assert (state(aviso), statuses(aviso)) == (PAUSED, {"queued": 1})
    assert ScheduledMessage.get_by_id(aviso.id).paused_why


def test_who_comes_back_to_the_queue_of_a_cancelled_message_does_not_get_it(desk: Desk):
    people(desk, 2)
    aviso = message(desk)
    work(desk)
    desk.cloud.errors = [NotSent("sem rede")]
    taken = claim_scheduled(desk.now, Settings.current()).claim
    cancel(aviso, desk.cast.ana, desk.now)
    work(desk)
    from workchat.outbox.deliver import finish

    with db.atomic():
        finish(taken, desk.call(taken), desk.now)
    assert play(desk, 60, step=5) == []
    assert (state(aviso), statuses(aviso)) == (CANCELLED, {"cancelled": 2})


def test_the_uncertain_ones_of_a_cancelled_message_are_not_sent_again(desk: Desk):
    aviso = uncertain(desk)
    cancel(aviso, desk.cast.ana, desk.now)
    work(desk)
    with pytest.raises(NotNow, match="cancelada"):
        send_unknown_again(aviso, desk.cast.ana, desk.now)
    assert statuses(aviso) == {"unknown": 1}


def test_the_uncertain_ones_of_a_paused_message_wait_with_the_others(desk: Desk):
    aviso = uncertain(desk)
    ScheduledMessage.update(state=PAUSED, paused_kind="person").execute()
    assert send_unknown_again(aviso, desk.cast.ana, desk.now) == 1
    assert play(desk, 60, step=5) == [] and state(aviso) == PAUSED


def test_a_message_does_not_end_while_somebody_sends_its_uncertain_ones_again(busy_desk: Desk):  # noqa: F811
    aviso = uncertain(busy_desk)
    with db.atomic():
        send_unknown_again(aviso, busy_desk.cast.ana, busy_desk.now)
        other = Meanwhile(lambda: finish_all_due(busy_desk.now))
    other.ends()
    busy_desk.later(seconds=40)
    assert state(aviso) == SENDING and send_one(busy_desk)


def test_a_proof_that_comes_after_sending_again_was_asked_for_sends_nothing_twice(desk: Desk):
    aviso = uncertain(desk)
    key = Delivery.get().key
    send_unknown_again(aviso, desk.cast.ana, desk.now)
    desk.ticks(meta.status("wamid.first", "delivered", key=key))
    assert play(desk, 120, step=10) == []
    assert (state(aviso), statuses(aviso)) == (DONE, {"delivered": 1})
