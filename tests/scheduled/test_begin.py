"""The second in which a scheduled message begins: what somebody changes at that instant counts, and it comes once."""

from datetime import timedelta

import pytest

from tests.at_once import Meanwhile, busy_desk  # noqa: F401
from tests.desk import Desk
from tests.scheduled.sending import message, people, play, state, work
from workchat.accounts.models import AuditEntry
from workchat.db import db
from workchat.scheduled.models import PAUSED, SCHEDULED, SENDING, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.save_draft import save_draft
from workchat.scheduled.start import reschedule, send_late, start_all_due


def fresh(aviso: ScheduledMessage) -> ScheduledMessage:
    return ScheduledMessage.get_by_id(aviso.id)


def following(aviso: ScheduledMessage) -> list[ScheduledMessage]:
    return list(ScheduledMessage.select().where(ScheduledMessage.id != aviso.id))


def test_one_that_is_put_off_at_that_instant_does_not_begin(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    aviso = message(desk)
    with db.atomic():
        reschedule(aviso, desk.now + timedelta(days=1), desk.cast.ana, desk.now)
        other = Meanwhile(lambda: start_all_due(desk.now))
    assert other.ends() == 0
    assert (state(aviso), fresh(aviso).started_at) == (SCHEDULED, None)


def test_a_repetition_says_what_was_saved_at_that_instant(busy_desk: Desk):  # noqa: F811
    desk = busy_desk
    aviso = message(desk, repeat="weekly")
    columns = {"text": "Novo texto", "due_at": desk.now, "repeat": "weekly", "urgent": False, "urgent_reason": ""}
    with db.atomic():
        save_draft(aviso, columns, [("all", 0, False)], aviso.version, desk.cast.ana, desk.now)
        other = Meanwhile(lambda: start_all_due(desk.now))
    assert other.ends() == 1
    assert [row.text for row in following(aviso)] == ["Novo texto"]


def test_a_late_repeated_one_that_got_another_time_repeats_once(desk: Desk):
    people(desk, 1)
    aviso = message(desk, repeat="weekly", due_at=desk.now - timedelta(hours=3))
    work(desk)
    reschedule(fresh(aviso), desk.now + timedelta(minutes=5), desk.cast.ana, desk.now)
    play(desk, 400, step=30)
    assert AuditEntry.get(AuditEntry.field == "Remarcada").after == "para 23/11/2026 às 10:05"
    assert [row.due_at for row in following(aviso)] == [aviso.due_at + timedelta(days=7)]


def test_who_decides_about_a_late_one_after_a_colleague_did_changes_nothing(desk: Desk):
    people(desk, 2)
    aviso = message(desk, due_at=desk.now - timedelta(hours=3))
    work(desk)
    seen = fresh(aviso)
    send_late(fresh(aviso), desk.cast.ana, desk.now)
    ScheduledMessage.update(state=PAUSED, paused_kind="person").execute()
    with pytest.raises(NotNow):
        send_late(seen, desk.cast.ana, desk.now)
    with pytest.raises(NotNow):
        reschedule(seen, desk.now + timedelta(days=1), desk.cast.ana, desk.now)
    assert state(aviso) == PAUSED != SENDING
