"""When a scheduled message goes: its time, the quiet hours, the day's limit, urgent ones, late ones, repeated ones."""

from datetime import datetime, timedelta

import pytest

from tests.desk import Desk
from tests.scheduled.sending import message, people, play, state, statuses, template, work
from workchat.accounts.models import AuditEntry
from workchat.outbox.models import Delivery
from workchat.scheduled.models import DONE, DRAFT, SCHEDULED, SENDING, AudiencePart, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.rules import next_occurrence
from workchat.scheduled.schedule import schedule
from workchat.scheduled.start import reschedule, send_late

EVENING = datetime(2026, 11, 23, 22, 59, 50)  # Monday, 19:59:50 in São Paulo


def ask_template(desk: Desk, **columns) -> ScheduledMessage:
    return message(desk, content="template", template=template(desk), parameters={"1": "oi"}, **columns)


def test_it_waits_for_its_time(desk: Desk):
    people(desk, 1)
    aviso = message(desk, due_at=desk.now + timedelta(minutes=10))
    assert play(desk, 590, step=10) == [] and state(aviso) == SCHEDULED
    assert len(play(desk, 30, step=10)) == 1


def test_nothing_leaves_in_the_quiet_hours_and_the_rest_goes_in_the_morning(desk: Desk):
    desk.now = EVENING
    people(desk, 2)
    ask_template(desk)
    assert len(play(desk, 3600, step=10)) == 1
    desk.now = datetime(2026, 11, 24, 10, 59)  # 7:59
    begun = play(desk, 180, step=5)
    assert [moment.hour for moment in begun] == [11]


def test_urgent_goes_at_night_and_before_the_others(desk: Desk):
    desk.now = EVENING.replace(hour=23)
    people(desk, 2)
    calm = ask_template(desk)
    play(desk, 20, step=5)
    urgent = ask_template(desk, urgent=True, urgent_reason="Escola sem luz amanhã", state=DRAFT, due_at=None)
    assert schedule(urgent, urgent.version, 2, desk.cast.ana, desk.now)
    play(desk, 60, step=5)
    assert statuses(urgent) == {"sent": 2} and statuses(calm) == {"queued": 2}
    assert AuditEntry.get(AuditEntry.field == "Urgente").after == "Escola sem luz amanhã"


def test_the_days_limit_holds_over_numbers_of_one_account(desk: Desk):
    desk.set(daily_cap=3)
    people(desk, 5)
    aviso = ask_template(desk)
    play(desk, 600, step=30)
    assert statuses(aviso) == {"sent": 3, "queued": 2}
    desk.later(hours=23, minutes=49)
    assert play(desk, 50, step=5) == []
    play(desk, 200, step=5)
    assert statuses(aviso) == {"sent": 5}


def test_a_raised_limit_acts_within_a_minute(desk: Desk):
    desk.set(daily_cap=1)
    people(desk, 3)
    ask_template(desk)
    play(desk, 300, step=10)
    desk.set(daily_cap=2)
    assert len(play(desk, 70, step=5)) == 1


def test_a_new_number_begins_gradually(desk: Desk):
    desk.set(ramps=True, interval_seconds=10)
    people(desk, 40)
    aviso = ask_template(desk)
    play(desk, 600, step=10)
    assert statuses(aviso)["sent"] == 30


def test_a_longer_pause_after_every_few(desk: Desk):
    desk.set(pause_every=2, pause_seconds=120)
    people(desk, 5)
    message(desk)
    begun = play(desk, 400, step=5)
    assert [(b - a).total_seconds() for a, b in zip(begun, begun[1:], strict=False)] == [30, 120, 30, 120]


def test_up_to_an_hour_late_it_goes_and_later_it_waits_for_a_decision(desk: Desk):
    people(desk, 1)
    little = message(desk, due_at=desk.now - timedelta(minutes=59))
    much = message(desk, due_at=desk.now - timedelta(hours=3))
    play(desk, 60, step=10)
    assert (state(little), state(much)) == (DONE, "paused")
    row = ScheduledMessage.get_by_id(much.id)
    assert row.paused_kind == "late" and "3 h" in row.paused_why
    send_late(row, desk.cast.ana, desk.now)
    play(desk, 60, step=10)
    assert state(much) == DONE
    with pytest.raises(NotNow):
        send_late(row, desk.cast.ana, desk.now)


def test_a_late_one_can_be_given_another_time(desk: Desk):
    people(desk, 1)
    aviso = message(desk, due_at=desk.now - timedelta(hours=3))
    work(desk)
    row = ScheduledMessage.get_by_id(aviso.id)
    with pytest.raises(NotNow):
        reschedule(row, desk.now - timedelta(minutes=1), desk.cast.ana, desk.now)
    reschedule(row, desk.now + timedelta(minutes=5), desk.cast.ana, desk.now)
    assert state(aviso) == SCHEDULED
    play(desk, 400, step=30)
    assert state(aviso) == DONE


def test_a_weekly_one_comes_again_with_its_audience_and_each_goes_once(desk: Desk):
    people(desk, 1)
    aviso = ask_template(desk, repeat="weekly")
    play(desk, 60, step=10)
    again = ScheduledMessage.get(ScheduledMessage.previous == aviso)
    assert again.due_at == aviso.due_at + timedelta(days=7) and again.state == SCHEDULED
    assert AudiencePart.get(AudiencePart.scheduled_message == again).kind == "all"
    work(desk)
    assert ScheduledMessage.select().count() == 2


def test_a_missed_week_is_not_sent_twice(desk: Desk):
    people(desk, 1)
    aviso = message(desk, repeat="weekly", due_at=desk.now - timedelta(days=15))
    work(desk)
    again = ScheduledMessage.get(ScheduledMessage.previous == aviso)
    assert state(aviso) == "paused" and again.due_at == desk.now + timedelta(days=6)


def test_the_31st_is_the_last_day_of_a_short_month_and_the_31st_again_after():
    from zoneinfo import ZoneInfo

    zone, due = ZoneInfo("America/Sao_Paulo"), datetime(2026, 1, 31, 12, 0)
    february = next_occurrence(due, "monthly", 31, zone, due)
    assert february == datetime(2026, 2, 28, 12, 0)
    assert next_occurrence(february, "monthly", 31, zone, february) == datetime(2026, 3, 31, 12, 0)
    assert next_occurrence(due, "once", None, zone, due) is None


def test_a_repeat_keeps_the_hour_of_the_wall_when_summer_time_begins():
    from zoneinfo import ZoneInfo

    zone, due = ZoneInfo("America/Asuncion"), datetime(2024, 10, 1, 12, 0)  # 8:00; from 6 October 9:00 = 12:00 UTC
    assert next_occurrence(due, "weekly", None, zone, due).hour == 11


def test_a_double_click_schedules_once(desk: Desk):
    people(desk, 1)
    aviso = message(desk, state=DRAFT, due_at=None)
    assert schedule(aviso, aviso.version, 1, desk.cast.ana, desk.now)
    assert not schedule(aviso, aviso.version, 1, desk.cast.ana, desk.now)
    play(desk, 60, step=10)
    assert len(desk.cloud.bodies) == 1
    assert AuditEntry.select().where(AuditEntry.field == "Agendada").count() == 1


def test_a_draft_that_somebody_changed_is_reviewed_again(desk: Desk):
    aviso = message(desk, state=DRAFT, due_at=None)
    ScheduledMessage.update(version=aviso.version + 1).execute()
    with pytest.raises(NotNow, match="mudou"):
        schedule(aviso, aviso.version, 1, desk.cast.ana, desk.now)


def test_what_is_uncertain_is_sent_again_only_by_a_person(desk: Desk):
    from workchat.outbox.confirm import give_up_on_proof_all_due
    from workchat.scheduled.claim import claim_scheduled
    from workchat.scheduled.recipients import send_unknown_again
    from workchat.settings.models import Settings

    people(desk, 1)
    aviso = message(desk)
    work(desk)
    assert claim_scheduled(desk.now, Settings.current()).claim  # … and the worker dies
    desk.later(minutes=16)
    give_up_on_proof_all_due(desk.now)
    play(desk, 60, step=10)
    assert (state(aviso), statuses(aviso)) == (DONE, {"unknown": 1})
    assert send_unknown_again(aviso, desk.cast.ana, desk.now) == 1
    assert state(aviso) == SENDING
    play(desk, 120, step=10)
    assert (state(aviso), statuses(aviso)) == (DONE, {"sent": 1})
    assert Delivery.get().attempts == 2
    assert send_unknown_again(aviso, desk.cast.ana, desk.now) == 0
