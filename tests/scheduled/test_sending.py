"""A scheduled message goes out: each person once, in order, at the pace, and what changes meanwhile counts at once."""

from datetime import timedelta

import pytest

from tests.desk import Desk
from tests.scheduled.sending import message, people, play, send_one, state, statuses, template, work, wrote_now
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.outbox.models import Delivery, Lane
from workchat.scheduled.cancel import cancel
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.models import DONE, SENDING, ScheduledMessage
from workchat.scheduled.pause import pause
from workchat.scheduled.record import NotNow
from workchat.scheduled.resume import resume
from workchat.scheduled.wake import wake
from workchat.settings.models import Settings


def gaps(moments) -> list[float]:
    return [(after - before).total_seconds() for before, after in zip(moments, moments[1:], strict=False)]


def test_everybody_gets_it_once_in_order_with_their_own_name(desk: Desk):
    rows = people(desk, 4)
    aviso = message(desk)
    begun = play(desk, 130, step=5)
    assert desk.cloud.texts == ["Olá, Pessoa!"] * 4
    assert [body["to"] for body in desk.cloud.bodies] == [f"+{row.wa_id}" for row in rows]
    assert gaps(begun) == [30, 30, 30]
    assert state(aviso) == DONE and statuses(aviso) == {"sent": 4}


def test_the_interval_acts_on_the_next_message(desk: Desk):
    desk.set(interval_seconds=3600)
    people(desk, 4)
    message(desk)
    assert len(play(desk, 100, step=10)) == 1
    desk.set(interval_seconds=20)
    assert gaps(play(desk, 60, step=5)) == [20, 20]


def test_a_crash_never_shortens_the_gap(desk: Desk):
    people(desk, 3)
    message(desk)
    work(desk)
    assert claim_scheduled(desk.now, Settings.current()).claim  # … and the worker dies here
    assert gaps([desk.now, *play(desk, 100)]) == [90]


def test_two_messages_of_one_number_take_turns_and_share_the_pace(desk: Desk):
    people(desk, 2)
    first, second = message(desk, "um"), message(desk, "dois")
    begun = play(desk, 130)
    assert desk.cloud.texts == ["um", "dois", "um", "dois"]
    assert gaps(begun) == [30, 30, 30]
    assert state(first) == state(second) == DONE


def test_the_variation_only_lengthens(desk: Desk):
    desk.set(interval_seconds=10, variation_percent=50)
    people(desk, 3)
    message(desk)
    work(desk)
    Lane.update(draw=0.8).execute()
    begun = [desk.now for _ in [send_one(desk)]]
    Lane.update(draw=0.8).execute()
    begun += play(desk, 14)
    assert gaps(begun) == []
    assert len(play(desk, 1)) == 1


def test_pausing_stops_at_once_and_resuming_catches_nothing_up(desk: Desk):
    people(desk, 5)
    aviso = message(desk)
    play(desk, 35, step=5)
    pause(aviso, desk.cast.ana, desk.now)
    assert play(desk, 600, step=10) == []
    resume(aviso, desk.cast.ana, desk.now)
    assert gaps(play(desk, 100, step=5)) == [30, 30]
    with pytest.raises(NotNow):
        resume(aviso, desk.cast.ana, desk.now)


def test_cancelling_leaves_who_did_not_get_it_yet_without_it(desk: Desk):
    people(desk, 5)
    aviso = message(desk)
    play(desk, 35, step=5)
    cancel(aviso, desk.cast.ana, desk.now)
    assert play(desk, 200, step=10) == []
    assert statuses(aviso) == {"sent": 2, "cancelled": 3}
    with pytest.raises(NotNow):
        cancel(aviso, desk.cast.ana, desk.now)


def test_who_opts_out_after_the_drawing_gets_nothing(desk: Desk):
    rows = people(desk, 3)
    aviso = message(desk)
    work(desk)
    Contact.update(opted_out_at=desk.now).where(Contact.id == rows[1].id).execute()
    assert gaps(play(desk, 100, step=5)) == [30]  # nobody waits for the one who is left out
    left = Delivery.get(Delivery.contact == rows[1], Delivery.scheduled_message == aviso)
    assert left.status == "skipped" and "pediu para não receber" in left.error


def test_a_text_does_not_go_to_whom_the_window_closed_meanwhile(desk: Desk):
    rows = people(desk, 2, wrote=False)
    wrote_now(desk, rows[:1])
    wrote_now(desk, rows[1:], desk.now - timedelta(hours=23, minutes=59, seconds=50))
    aviso = message(desk)
    play(desk, 40, step=5)
    assert statuses(aviso) == {"sent": 1, "skipped": 1}
    assert len(desk.cloud.bodies) == 1


def test_a_template_goes_outside_the_window_with_its_gaps_filled(desk: Desk):
    people(desk, 1, wrote=False)
    message(desk, content="template", template=template(desk), parameters={"1": "{{primeiro_nome}}, sala 2"})
    play(desk, 5)
    parts = desk.cloud.bodies[0]["template"]["components"]
    assert parts[0]["parameters"][0]["text"] == "Pessoa, sala 2"
    assert Message.get(Message.source == "scheduled").text == "Reunião em Pessoa, sala 2."


def test_a_template_that_lost_its_approval_pauses_the_message(desk: Desk):
    people(desk, 2)
    approved = template(desk)
    aviso = message(desk, content="template", template=approved, parameters={"1": "{{nome}}"})
    work(desk)
    approved.status = "PAUSED"
    approved.save()
    assert play(desk, 60, step=10) == []
    row = ScheduledMessage.get_by_id(aviso.id)
    assert (row.state, row.paused_kind) == ("paused", "stopped") and "modelo" in row.paused_why


def test_an_open_conversation_shows_it_and_others_do_not(desk: Desk):
    people(desk, 1)
    desk.writes("Preciso do boleto")
    marta = desk.ticket
    Contact.update(saved_at=desk.now).where(Contact.id == marta.contact_id).execute()
    message(desk, "Reunião amanhã")
    play(desk, 65, step=5)
    shown = Message.select().where(Message.source == "scheduled").order_by(Message.id)
    assert {row.ticket_id for row in shown} == {None, marta.id}
    assert Ticket.get_by_id(marta.id).version > marta.version


def test_a_reply_is_never_held_back_by_it(desk: Desk):
    people(desk, 3)
    message(desk, "Aviso")
    play(desk, 5)
    desk.set(welcome_text="Olá!")
    desk.writes("Oi")
    assert desk.send_all() == ["Olá!"]


def test_one_who_is_in_back_off_holds_nobody_else(desk: Desk):
    from workchat.whatsapp.answers import Refused

    people(desk, 3)
    aviso = message(desk)
    desk.cloud.errors = [Refused(131056, 400, "pair rate")]
    begun = play(desk, 130, step=5)
    assert len(begun) == 4 and statuses(aviso) == {"sent": 3}


def test_it_is_over_only_when_nobody_is_under_way(desk: Desk):
    people(desk, 2)
    aviso = message(desk)
    work(desk)
    assert claim_scheduled(desk.now, Settings.current()).claim  # the worker dies
    play(desk, 200, step=10)
    assert state(aviso) == SENDING and statuses(aviso) == {"sending": 1, "sent": 1}


def test_waking_forgets_the_rest_and_keeps_the_pause(desk: Desk):
    Lane.update(rests_until=desk.now + timedelta(hours=1)).execute()
    people(desk, 2)
    message(desk)
    assert gaps(play(desk, 40, step=5)) == [30]  # beginning wakes the number by itself
    Lane.update(rests_until=desk.now + timedelta(hours=1)).execute()
    wake(desk.cast.number.id)
    assert all(lane.rests_until < desk.now for lane in Lane.select().where(Lane.kind == "bulk"))
