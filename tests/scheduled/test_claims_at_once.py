"""Two senders, or a sender and a person, at the same instant."""

from tests.at_once import Meanwhile, busy_desk  # noqa: F401
from tests.cast import contact, number
from tests.desk import Desk
from tests.scheduled.sending import message, people, send_one, statuses, template, work
from workchat.db import db, hold, run
from workchat.outbox.models import Delivery
from workchat.scheduled.cancel import cancel
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.pause import pause
from workchat.settings.models import Settings


def look(desk: Desk):
    return claim_scheduled(desk.now, Settings.current()).claim


def test_nothing_more_is_taken_once_a_person_paused_it(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    people(desk, 2)
    aviso = message(desk)
    work(desk)
    with db.atomic():
        pause(aviso, desk.cast.ana, desk.now)
        other = Meanwhile(lambda: look(desk))
    assert other.ends() is None and statuses(aviso) == {"queued": 2}


def test_recipients_are_drawn_while_the_first_ones_leave(busy_desk: Desk):  # noqa: F811
    """Who draws holds the message and needs the lane; who takes holds the lane and needs the message."""
    desk = busy_desk
    people(desk, 1)
    aviso = message(desk)
    work(desk)
    first, late = Delivery.get(), contact("Renato Bastos", "5511977776666")
    with db.atomic():
        run(f"SELECT id FROM scheduled_message WHERE id = ?{hold()}", aviso.id)
        other = Meanwhile(lambda: look(desk))
        same = {"number": first.number, "lane": first.lane, "scheduled_message": aviso}
        Delivery.create(contact=late, body={}, due_at=desk.now, **same)
    assert other.ends().delivery.id == first.id


def test_nothing_more_is_taken_once_a_person_cancelled_it_and_others_go_on(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    people(desk, 1)
    aviso, other_one = message(desk), message(desk)
    work(desk)
    with db.atomic():
        cancel(aviso, desk.cast.ana, desk.now)
        other = Meanwhile(lambda: look(desk))
    other.ends()
    assert "sending" not in statuses(aviso)
    assert send_one(desk) and statuses(other_one) == {"sent": 1}


def test_two_numbers_of_one_account_do_not_pass_its_limit_together(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    desk.set(daily_cap=1)
    people(desk, 2)
    second = number(phone_number_id="1001")
    given = {"content": "template", "template": template(desk), "parameters": {"1": "oi"}}
    message(desk, **given)
    message(desk, **given, number=second)
    work(desk)
    with db.atomic():
        assert look(desk)
        other = Meanwhile(lambda: look(desk))
    assert other.ends() is None
    assert Delivery.select().where(Delivery.status == "sending").count() == 1
    assert ScheduledMessage.select().where(ScheduledMessage.state == "sending").count() == 2
