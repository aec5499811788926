"""What surely did not leave is never shown as uncertain, one bad row never blocks a lane, and ticks never go back."""

import pytest
from peewee import OperationalError

from tests import meta
from tests.at_once import Meanwhile, busy_desk  # noqa: F401 (a fixture)
from tests.cast import contact, number, ticket
from tests.desk import Desk
from workchat.chat.models import Message
from workchat.chat.reply import reply
from workchat.db import db, timestamp
from workchat.outbox import deliver
from workchat.outbox.claim import claim
from workchat.outbox.confirm import send_again
from workchat.outbox.deliver import Deliverer, finish
from workchat.outbox.models import Delivery
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import NotSent, Refused, Sent
from workchat.whatsapp.models import Number


def sender(desk: Desk, of=None) -> Deliverer:
    return Deliverer(of or (lambda _number: desk.cloud), now=lambda: desk.now)


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.get_by_id(delivery.id)


def test_who_hides_the_phone_is_answered_by_the_user_id(desk: Desk):
    desk.writes("Oi", sender=None, user_id="BR.9")
    reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    assert sender(desk).deliver_next()
    assert desk.cloud.bodies[0]["recipient"] == "BR.9" and "to" not in desk.cloud.bodies[0]


def test_a_contact_without_any_address_fails_in_words_and_the_lane_goes_on(desk: Desk):
    nobody = contact("Rui Dias", "5511911112222")
    lost = reply(ticket(desk.cast, nobody).id, desk.cast.bia, "Olá", desk.now)
    nobody.wa_id = nobody.phone_key = None
    nobody.save()
    reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    assert sender(desk).deliver_next() and sender(desk).deliver_next()
    assert fresh(lost).status == "failed" and "telefone" in fresh(lost).error
    assert desk.cloud.texts == ["Bom dia!"]


def test_a_token_that_cannot_be_read_stops_the_number_and_loses_nothing(desk: Desk):
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)

    def of(_number):
        raise CannotUnseal("number.token")

    assert sender(desk, of).deliver_next()
    assert fresh(answer).status == "queued" and Number.get().stopped_why


def test_a_database_that_hesitates_does_not_forget_that_it_left(desk: Desk, monkeypatch):
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    write, failures = deliver.finish, [OperationalError("deadlock detected")]

    def hesitates(*given):
        if failures:
            raise failures.pop()
        write(*given)

    monkeypatch.setattr(deliver, "finish", hesitates)
    assert sender(desk).deliver_next()
    assert fresh(answer).status == "sent"


def test_a_repeated_failure_does_not_give_the_next_attempt_an_old_id(desk: Desk):
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.send_all()
    failed = meta.failed("wamid.out1", 131000, at=timestamp(desk.now), key=f"{answer.id}.1")
    desk.ticks(failed)
    desk.ticks(failed)
    desk.later(seconds=10)
    desk.send_all()
    assert (fresh(answer).wa_id, Message.get_by_id(answer.message_id).wa_id) == ("wamid.out2", "wamid.out2")


@pytest.mark.parametrize(
    "when", ["it waits for the next try", "the next try is under way", "the next try was given back uncalled"]
)
def test_a_late_tick_of_a_failed_try_does_not_stand_for_the_next_one(desk: Desk, when):
    """Meta: the order of webhooks is not guaranteed. Shown as sent, it would never leave."""
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.send_all()
    key = f"{answer.id}.1"
    desk.ticks(meta.failed("wamid.out1", 131000, at=timestamp(desk.now), key=key))
    desk.later(seconds=10)
    taken = None if "waits" in when else claim(desk.now)
    if "given back" in when:
        finish(taken, None, desk.now)
    desk.ticks(meta.status("wamid.out1", "sent", at=timestamp(desk.now), key=key))
    assert (fresh(answer).status, fresh(answer).wa_id) == ("sending" if "under way" in when else "queued", None)


@pytest.mark.parametrize(("code", "after"), [(131026, 0), (131000, 10)])
@pytest.mark.parametrize("came_first", ["failed", "sent and failed"])
def test_a_failure_that_is_told_before_the_answer_to_the_call_is_not_undone_by_it(desk: Desk, code, after, came_first):
    """Webhooks and answers come by different ways: the next try is due, and nothing may say that this one left."""
    owner = contact("Rui Dias", "5551987654321")
    answer = reply(ticket(desk.cast, owner).id, desk.cast.bia, "Olá", desk.now)
    taken, key = claim(desk.now), f"{answer.id}.1"
    if "sent" in came_first:
        desk.ticks(meta.status("wamid.first", "sent", at=timestamp(desk.now), key=key))
    desk.ticks(meta.failed("wamid.first", code, at=timestamp(desk.now), key=key))
    assert fresh(answer).status == "queued"
    finish(taken, Sent("wamid.first", None, False), desk.now)
    assert (fresh(answer).status, fresh(answer).wa_id) == ("queued", None)
    desk.later(seconds=after)
    assert desk.send_all() == ["Olá"]
    assert (fresh(answer).status, fresh(answer).wa_id) == ("sent", "wamid.out1")


def test_without_internet_no_try_is_used_up(desk: Desk):
    """Otherwise the other ninth-digit form would never be tried after an outage."""
    owner = contact("Rui Dias", "5551987654321")
    answer = reply(ticket(desk.cast, owner).id, desk.cast.bia, "Olá", desk.now)
    desk.cloud.errors = [NotSent("sem rede")] * 3 + [Refused(131026, 400, "undeliverable")]
    for _ in range(4):
        desk.send_all()
        desk.later(minutes=2)
    assert desk.send_all() == ["Olá"] or desk.cloud.texts == ["Olá"]
    assert fresh(answer).dial == "555187654321"


def test_sending_again_starts_with_the_phone_as_we_know_it(desk: Desk):
    owner = contact("Rui Dias", "5551987654321")
    answer = reply(ticket(desk.cast, owner).id, desk.cast.bia, "Olá", desk.now)
    desk.cloud.errors = [Refused(131026, 400, "x"), Refused(131026, 400, "x")]
    desk.send_all()
    assert send_again(fresh(answer), desk.now)
    desk.send_all()
    assert desk.cloud.bodies[0]["to"] == "+5551987654321"


def test_the_answer_of_whatsapp_never_turns_a_contact_into_another_phone(desk: Desk):
    who = contact()
    reply(ticket(desk.cast, who).id, desk.cast.bia, "Olá", desk.now)
    desk.cloud.wa_id = "5521900000000"
    desk.send_all()
    assert type(who).get_by_id(who.id).wa_id == "5511987654321"


def test_of_two_ticks_at_the_same_instant_the_greater_stays(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.send_all()
    with db.atomic():
        desk.tick(fresh(answer), "read")
        other = Meanwhile(lambda: desk.tick(fresh(answer), "delivered"))
    assert other.ends() is None and fresh(answer).status == "read"


@pytest.mark.parametrize("stopped", [True, False])
def test_what_waits_while_a_number_is_stopped_or_out_of_use_leaves_when_it_is_back(desk: Desk, stopped: bool):
    away = {"stopped_at": desk.now} if stopped else {"active": False}
    reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    Number.update(**away).execute()
    other = number("Financeiro", "1001")
    assert desk.send_all() == [] and other.active
    Number.update(stopped_at=None, active=True).execute()
    assert desk.send_all() == ["Bom dia!"]
