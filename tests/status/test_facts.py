"""What is found out about a school: on both databases, from what the tables really hold."""

from datetime import timedelta

import pytest

from tests.cast import NOW, contact, number, ticket
from workchat.backups.models import Backup
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, Message
from workchat.db import is_postgres
from workchat.outbox.models import BULK, REPLY, Delivery, Lane
from workchat.running.models import Duty, Program
from workchat.scheduled.models import LONG_AGO
from workchat.status.facts import facts
from workchat.status.known import Copies
from workchat.whatsapp.models import KeptUpdate, Number


def lane(cast, kind: str = REPLY) -> Lane:
    return Lane.get(Lane.number == cast.number, Lane.kind == kind)


def delivery(cast, status: str = "queued", kind: str = REPLY, **columns) -> Delivery:
    columns = {"contact": contact(wa_id=f"55119{10_000_000 + Delivery.select().count()}"), **columns}
    return Delivery.create(number=cast.number, lane=lane(cast, kind), body={}, status=status, due_at=NOW, **columns)


def program(token: str = "a", **columns) -> Program:
    usual = {"kind": "worker", "host": "escola1", "pid": 7, "version": "0.4.0", "started_at": NOW - timedelta(hours=1),
             "seen_at": NOW, "looked_at": NOW}  # fmt: skip
    return Program.create(token=token, **{**usual, **columns})


def load(known, kind: str = REPLY):
    return next(load for load in known.loads if load.kind == kind)


def test_a_new_school_has_nothing_to_tell(cast, config):
    known = facts(NOW, config)
    assert (known.sends, known.sends_since, known.looked_at, known.oldest_reply_at) == (False, None, None, None)
    assert (known.waiting_replies, known.kept, known.programs) == (0, 0, ())
    assert (known.tickets, known.turns, known.jobs, known.copies) == ({}, {}, {}, Copies())


def test_messages_are_counted_by_lane_and_state(cast, config):
    for minutes in (3, 1):
        delivery(cast, created_at=NOW - timedelta(minutes=minutes))
    delivery(cast, "sending", started_at=NOW)
    delivery(cast, "queued", BULK, created_at=NOW - timedelta(days=1))
    for status in ("sent", "delivered", "read", "cancelled", "skipped"):
        delivery(cast, status)
    known = facts(NOW, config)
    assert (load(known).queued, load(known).sending, load(known, BULK).queued) == (2, 1, 1)
    assert known.waiting_replies == 2
    assert known.oldest_reply_at == NOW - timedelta(minutes=3)


def test_what_went_wrong_lately_and_ever(cast, config):
    for days in (1, 30):
        delivery(cast, "unknown", finished_at=NOW - timedelta(days=days))
        delivery(cast, "failed", finished_at=NOW - timedelta(days=days))
    delivery(cast, "failed", finished_at=NOW)
    row = load(facts(NOW, config))
    assert (row.unknown, row.unknown_lately, row.failed, row.failed_lately) == (2, 1, 3, 2)


def test_the_newest_uncertain_message_is_found_where_it_is_read(cast, config):
    talk = ticket(cast)
    message = Message.create(
        ticket=talk, number=cast.number, contact=talk.contact_id, direction="out", kind="text", at=NOW
    )
    delivery(cast, "unknown", finished_at=NOW - timedelta(hours=1))
    delivery(cast, "unknown", finished_at=NOW, message=message)
    assert load(facts(NOW, config)).uncertain_at == f"/chat/{talk.id}"


def test_open_tickets_by_state_and_the_longest_wait(cast, config):
    for state, hours in ((INTAKE, 1), (ATTENDING, 2), (CLOSED, 9)):
        ticket(cast, contact(wa_id=f"551190000{hours:04}"), state, NOW - timedelta(hours=hours))
    ticket(cast, contact(), at=NOW - timedelta(hours=30), waiting_since=None)
    known = facts(NOW, config)
    assert known.tickets == {"intake": 1, "attending": 1, "waiting": 1}
    assert known.waiting_since == NOW - timedelta(hours=2)


def test_a_number_that_answers_is_not_silent(cast, config):
    Number.update(last_webhook_at=NOW - timedelta(minutes=20)).execute()
    delivery(cast, "sent", sent_at=NOW - timedelta(minutes=19, seconds=30))  # within the minute of the note
    delivery(cast, "sent", sent_at=NOW - timedelta(minutes=2))  # its confirmation may still come
    delivery(cast, "failed", sent_at=NOW - timedelta(minutes=15))
    (line,) = facts(NOW, config).numbers
    assert (line.heard_at, line.silent_since) == (NOW - timedelta(minutes=20), None)


@pytest.mark.parametrize("heard", [None, NOW - timedelta(hours=3)])
def test_a_number_is_silent_when_messages_leave_and_nothing_comes_back(cast, config, heard):
    Number.update(last_webhook_at=heard).execute()
    for minutes in (40, 15):
        delivery(cast, "sent", sent_at=NOW - timedelta(minutes=minutes))
    (line,) = facts(NOW, config).numbers
    assert line.silent_since == NOW - timedelta(minutes=40)


def test_what_an_invented_school_sent_before_it_was_invented_is_no_silence(cast, config):
    Number.update(is_simulator=True).execute()
    delivery(cast, "sent", sent_at=NOW - timedelta(hours=1))
    assert facts(NOW, config).numbers[0].silent_since is None


def test_programs_are_alive_replaced_or_lost(cast, config):
    program("a")
    program("b", kind="web", seen_at=NOW - timedelta(seconds=31))
    program("c", started_at=NOW - timedelta(hours=9), seen_at=NOW - timedelta(hours=1, seconds=-3))
    program("d", kind="web", ended_at=NOW)
    known = facts(NOW, config)
    assert [(row.kind, row.alive, row.replaced) for row in known.programs] == [
        ("web", False, False), ("worker", False, True), ("worker", True, False),
    ]  # fmt: skip
    assert (known.sends, known.looked_at) == (True, NOW)


def test_turns_are_somebodys_or_nobodys_and_jobs_have_a_time(cast, config):
    Duty.create(name="timetable", token="a", lease_until=NOW - timedelta(seconds=20))
    Duty.create(name="network", token="a", lease_until=NOW - timedelta(minutes=5))
    Duty.create(name="transfer", next_at=NOW)
    known = facts(NOW, config)
    assert known.turns == {"timetable": True, "network": False}
    assert known.jobs == {"transfer": NOW}
    assert Duty.get(Duty.name == "transfer").lease_until == LONG_AGO


def test_the_newest_good_copy_and_a_failure_only_while_none_is_newer(cast, config):
    good = {"began_at": NOW - timedelta(days=1), "ended_at": NOW - timedelta(days=1), "size": 9}
    Backup.create(began_at=NOW - timedelta(days=2), error="Antigo.")
    Backup.create(**good)
    Backup.create(began_at=NOW)  # under way, or its program died
    assert facts(NOW, config).copies == Copies(NOW - timedelta(days=1), 9)
    Backup.create(began_at=NOW, error="Sem espaço.")
    assert facts(NOW, config).copies == Copies(NOW - timedelta(days=1), 9, NOW, "Sem espaço.")


def test_a_copy_dated_after_now_looks_fresh_to_nobody(cast, config):
    ahead, yesterday = NOW + timedelta(days=400), NOW - timedelta(days=1)
    Backup.create(began_at=ahead, ended_at=ahead, size=7)
    assert facts(NOW, config).copies == Copies()
    Backup.create(began_at=yesterday, ended_at=yesterday, size=9)
    assert facts(NOW, config).copies == Copies(yesterday, 9)


def test_a_copy_dated_after_now_hides_no_failure_that_came_after_it(cast, config):
    ahead, yesterday = NOW + timedelta(days=400), NOW - timedelta(days=1)
    Backup.create(began_at=yesterday, ended_at=yesterday, size=9)
    Backup.create(began_at=ahead, ended_at=ahead, size=7)
    Backup.create(began_at=NOW - timedelta(hours=1), error="Sem espaço.")
    assert facts(NOW, config).copies == Copies(yesterday, 9, NOW - timedelta(hours=1), "Sem espaço.")
    assert facts(ahead, config).copies.error == "Sem espaço."  # also when that day has come


def test_a_failure_dated_after_now_is_over_when_a_copy_came_after_it(cast, config):
    Backup.create(began_at=NOW + timedelta(hours=2), error="Sem espaço.")
    assert facts(NOW, config).copies.error == "Sem espaço."
    Backup.create(began_at=NOW, ended_at=NOW, size=9)
    assert facts(NOW, config).copies == Copies(NOW, 9)


def test_kept_updates_that_wait_for_a_person(cast, config):
    for digest, settled in (("a", None), ("b", NOW)):
        KeptUpdate.create(sealed_body=b"", error="", digest=digest, settled_at=settled)
    assert facts(NOW, config).kept == 1


def test_a_second_number_is_told_apart(cast, config):
    number("Coordenação", "1001", active=False, stopped_at=NOW, stopped_why="Fora.")
    lines = facts(NOW, config).numbers
    assert [(line.name, line.active, line.stopped_why) for line in lines] == [
        ("Secretaria", True, ""), ("Coordenação", False, "Fora."),
    ]  # fmt: skip


def test_the_machine_knows_its_room_and_that_its_clock_is_right(cast, config):
    machine = facts(NOW, config).machine
    assert machine.database == ("postgres" if is_postgres() else "sqlite")
    assert machine.database_size > 10_000
    assert [disk.what for disk in machine.disks] == ["records"]
    assert 0 < machine.disks[0].free < machine.disks[0].size
    assert abs(machine.ahead) < 1
