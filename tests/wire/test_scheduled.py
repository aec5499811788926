"""A scheduled message to three hundred families, through all that can happen meanwhile, counted on their phones."""

import threading

from tests.live import LiveSchool, fresh_postgres, living
from tests.processes import until
from tests.wire.scheduled_school import (
    add_families,
    arrived,
    count,
    count_arrived,
    least_gap,
    open_at_any_hour,
    send_to_all,
    set_interval,
    settle,
    state_of,
    wait_for,
)
from workchat.accounts.models import User
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.pause import pause
from workchat.scheduled.resume import resume
from workchat.simulator.models import Phone

FAMILIES, INTERVAL, SLOWER = 300, 0.12, 0.2
FAILING = {40: 131026, 90: 131049, 140: 131051}  # the place of a family, and the code with which WhatsApp refuses


def test_three_hundred_families_on_sqlite(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        live_through_everything(school)


def test_three_hundred_families_on_postgres(tmp_path, postgres_url):
    with fresh_postgres(postgres_url) as url, living(tmp_path, url, with_worker=False) as school:
        live_through_everything(school)


def live_through_everything(school: LiveSchool) -> None:
    open_at_any_hour(INTERVAL)
    families = add_families(school, FAMILIES)
    for place, code in FAILING.items():
        Phone.update(fails_with=code).where(Phone.id == families[place].id).execute()
    message = send_to_all(school)
    worker = school.start("worker")
    wait_for(30)
    pause_and_resume(message)
    wait_for(60)
    kill(worker)
    worker = school.start("worker")
    wait_for(120)
    set_interval(SLOWER)
    changed_at = utcnow()
    stop_one(school, families[250])
    wait_for(180)
    kill(worker)
    worker = school.start("worker")
    until(lambda: not Delivery.select().where(Delivery.status == "queued").exists(), 240)
    worker.terminate()
    assert worker.wait(60) == 0
    settle(school)
    check(message, families, changed_at)


def kill(worker) -> None:
    worker.kill()
    worker.wait()


def pause_and_resume(message: ScheduledMessage) -> None:
    """Paused, at most what was on its way still arrives; resumed, it goes on."""
    ana = User.get()
    pause(message, ana, utcnow())
    until(lambda: not Delivery.select().where(Delivery.status == "sending").exists())  # the one on its way, if any
    then = count_arrived()
    threading.Event().wait(10 * INTERVAL)
    assert count_arrived() == then
    resume(message, ana, utcnow())


def stop_one(school: LiveSchool, phone: Phone) -> None:
    school.writes(phone.name, "Sair!")
    assert Contact.get(Contact.wa_id == phone.wa_id).opted_out_at


def check(message: ScheduledMessage, families: list[Phone], changed_at) -> None:
    bubbles = [bubble for bubble in arrived() if message.title in bubble.text]
    counted = count(message, bubbles)
    print(f"{len(bubbles)} arrived, {counted.unknown} unknown, least gap {counted.least_gap:.3f} s")
    assert (counted.doubled, counted.lost, counted.lies) == ([], [], [])
    assert counted.unknown <= 2
    assert counted.least_gap >= INTERVAL
    slower = [bubble for bubble in bubbles if bubble.at > changed_at]
    assert least_gap(slower[2:]) >= SLOWER  # the one on its way had been claimed before
    order = [bubble.phone_id for bubble in bubbles]
    assert order == sorted(order)
    failed = {row.contact.wa_id: row.error_code for row in Delivery.select().where(Delivery.status == "failed")}
    assert failed == {families[place].wa_id: code for place, code in FAILING.items()}
    left = [row.contact.wa_id for row in Delivery.select().where(Delivery.status == "skipped")]
    assert left == [families[250].wa_id]
    assert state_of(message) == "done"
