"""What would harm the number pauses by itself, says why, and waits for a person."""

from datetime import timedelta

import pytest

from tests.desk import Desk
from tests.scheduled.sending import message, people, play, state, statuses, template
from workchat.contacts.models import Contact
from workchat.outbox.models import Delivery
from workchat.outbox.settle import stop_number
from workchat.scheduled.models import SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.resume import resume
from workchat.whatsapp.answers import Refused
from workchat.whatsapp.models import Number


def row_of(aviso: ScheduledMessage) -> ScheduledMessage:
    return ScheduledMessage.get_by_id(aviso.id)


def fail(times: int, code: int = 131051) -> list[Refused]:
    return [Refused(code, 400, "no") for _ in range(times)]


def test_five_failures_in_a_row_pause_it(desk: Desk):
    people(desk, 8)
    aviso = message(desk)
    desk.cloud.errors = fail(8)
    play(desk, 300, step=10)
    assert statuses(aviso) == {"failed": 5, "queued": 3}
    assert (row_of(aviso).state, row_of(aviso).paused_kind) == ("paused", "stopped")
    assert row_of(aviso).paused_why.startswith("5 falhas seguidas")


def test_four_failures_and_a_success_do_not(desk: Desk):
    people(desk, 9)
    aviso = message(desk)
    desk.cloud.errors = fail(4)
    play(desk, 125, step=5)
    play(desk, 30, step=5)
    desk.cloud.errors = fail(3)
    play(desk, 200, step=5)
    assert state(aviso) == "done" and statuses(aviso) == {"failed": 7, "sent": 2}


def test_failures_that_come_later_count_where_they_stand(desk: Desk):
    people(desk, 7)
    aviso = message(desk)
    play(desk, 155, step=5)
    sent = list(Delivery.select().where(Delivery.status == "sent").order_by(Delivery.id))
    from tests import meta

    for delivery in sent[:5]:
        assert state(aviso) == SENDING
        desk.ticks(meta.failed(delivery.wa_id, 131026, "undeliverable"))
    assert state(aviso) == "paused"


def test_after_a_person_let_it_go_on_the_count_begins_anew(desk: Desk):
    people(desk, 12)
    aviso = message(desk)
    desk.cloud.errors = fail(9)
    play(desk, 200, step=10)
    resume(aviso, desk.cast.ana, desk.now)
    desk.later(seconds=30)
    play(desk, 400, step=10)
    assert state(aviso) == "done" and statuses(aviso) == {"failed": 9, "sent": 3}


@pytest.mark.parametrize("code", [131048, 131064])
def test_a_spam_code_pauses_everything_on_the_number_and_loses_nobody(desk: Desk, code: int):
    people(desk, 3)
    first, second = message(desk), message(desk)
    desk.cloud.errors = fail(1, code)
    play(desk, 60, step=5)
    assert state(first) == state(second) == "paused"
    assert statuses(first) == statuses(second) == {"queued": 3}
    assert row_of(second).paused_why


def test_a_paused_template_pauses_only_what_uses_it(desk: Desk):
    people(desk, 3)
    with_template = message(desk, content="template", template=template(desk), parameters={"1": "oi"})
    plain = message(desk)
    desk.cloud.errors = fail(1, 132015)
    play(desk, 100, step=5)
    assert (state(with_template), state(plain)) == ("paused", "done")
    assert statuses(with_template) == {"queued": 3}


@pytest.mark.parametrize("code", [132005, 132018])
def test_one_name_that_a_template_cannot_take_holds_nobody_else(desk: Desk, code: int):
    people(desk, 3)
    aviso = message(desk, content="template", template=template(desk), parameters={"1": "oi"})
    desk.cloud.errors = fail(1, code)
    play(desk, 120, step=5)
    assert (state(aviso), statuses(aviso)) == ("done", {"failed": 1, "sent": 2})


def test_a_refused_number_says_what_to_do(desk: Desk):
    people(desk, 2)
    aviso = message(desk)
    desk.cloud.errors = fail(1, 190)
    play(desk, 5)
    assert "informe um novo token" in row_of(aviso).paused_why
    assert "informe um novo token" in Number.get().stopped_why


@pytest.mark.parametrize("code", [190, 368, 131031])
def test_a_refused_number_pauses_it_and_a_person_has_to_mend_it_first(desk: Desk, code: int):
    people(desk, 2)
    aviso = message(desk)
    desk.cloud.errors = fail(1, code)
    play(desk, 60, step=5)
    assert state(aviso) == "paused" and statuses(aviso) == {"queued": 2}
    with pytest.raises(NotNow, match="parado"):
        resume(aviso, desk.cast.ana, desk.now)
    Number.update(stopped_at=None, stopped_why="").execute()
    assert play(desk, 60, step=10) == []  # mended, it still waits for a person
    resume(aviso, desk.cast.ana, desk.now)
    play(desk, 60, step=5)
    assert statuses(aviso) == {"sent": 2}


def test_a_number_that_a_reply_found_stopped_pauses_it_too(desk: Desk):
    people(desk, 2)
    aviso = message(desk)
    play(desk, 5)
    stop_number(desk.cast.number.id, "O token venceu.", desk.now)
    assert state(aviso) == "paused" and "O token venceu." in row_of(aviso).paused_why


def test_marketing_that_whatsapp_held_back_is_not_repeated_within_a_day(desk: Desk):
    (marta,) = people(desk, 1)
    ad = template(desk, category="MARKETING")
    first = message(desk, content="template", template=ad, parameters={"1": "oi"})
    desk.cloud.errors = fail(1, 131049)
    play(desk, 60, step=5)
    assert statuses(first) == {"failed": 1}
    assert Contact.get_by_id(marta.id).marketing_rest_until > desk.now + timedelta(hours=23)
    second = message(desk, content="template", template=ad, parameters={"1": "oi"})
    play(desk, 60, step=5)
    assert statuses(second) == {"skipped": 1}
    desk.later(hours=24)
    third = message(desk, content="template", template=ad, parameters={"1": "oi"})
    play(desk, 60, step=5)
    assert statuses(third) == {"sent": 1}


def test_who_told_whatsapp_to_stop_is_left_out_from_then_on(desk: Desk):
    (marta,) = people(desk, 1)
    message(desk)
    desk.cloud.errors = fail(1, 131050)
    play(desk, 40, step=5)
    assert Contact.get_by_id(marta.id).opted_out_at
    second = message(desk)
    play(desk, 40, step=5)
    assert statuses(second) == {"skipped": 1}
