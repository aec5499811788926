"""A copy comes back, on both databases: all of it, and nothing in it leaves again without a person."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from tests.announcements import announcement
from tests.backups.conftest import Settled, empty_postgres
from tests.cast import NOW, TOKEN, contact, ticket
from workchat.accounts.models import AuditEntry, Session
from workchat.backups.back_up import back_up
from workchat.backups.restore import restore
from workchat.chat.models import Media, Message, Ticket
from workchat.config import Config
from workchat.contacts.models import Contact
from workchat.db import db, is_postgres
from workchat.intake.ask_again import ask_again_all_due
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery, Lane
from workchat.running.models import Program
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.start import send_late, start_all_due
from workchat.vault import new_keys
from workchat.whatsapp.models import Number

LATER = NOW + timedelta(hours=7)


def reply(settled: Settled, talk: Ticket, status: str) -> Delivery:
    message = Message.create(ticket=talk, number=settled.cast.number, contact=talk.contact_id, direction="out",
                             kind="text", text="Sim", at=NOW, created_at=NOW)  # fmt: skip
    return Delivery.create(number=settled.cast.number, lane=Lane.get(Lane.kind == "reply"), contact=talk.contact_id,
                           message=message, body={}, status=status, due_at=NOW, created_at=NOW)  # fmt: skip


def place(settled: Settled, request) -> Config:
    """Where the copy comes back: over the records on SQLite, into an empty database on Postgres."""
    db.obj.close_all()
    if not is_postgres():
        return settled.config
    return replace(settled.config, database_url=empty_postgres(request.getfixturevalue("postgres_url")))


def test_everything_comes_back_also_sealed_values_and_files(settled: Settled, request):
    photo = settled.config.instance / "media" / ("d" * 32)
    photo.parent.mkdir()
    photo.write_text("foto")
    with db.connection_context():
        marta = contact()
        talk = ticket(settled.cast, marta)
        Media.create(
            message=Message.get(), media_id="1", state="stored", stored_as=photo.name, mime="image/png", due_at=NOW
        )
        made = back_up(settled.config, NOW)
        Contact.update(name="Outra").execute()
    photo.unlink()
    config = place(settled, request)
    done = restore(config, made.copy, None, LATER)
    with db.connection_context():
        assert Contact.get().name == "Marta Souza"
        assert Ticket.get().protocol == talk.protocol
        assert Number.get().token == TOKEN
        assert not Program.select().count()
    assert photo.read_text() == "foto"
    assert (done.media_back, done.media_lost, done.closed, done.has_keys) == (1, 0, 0, True)
    assert done.sealed >= 2
    if done.kept:
        assert done.kept.exists()


def test_what_waited_to_leave_waits_for_a_person_now(settled: Settled, request):
    with db.connection_context():
        waiting, leaving, gone = (
            reply(settled, ticket(settled.cast, contact(f"Mãe {n}", f"551198765432{n}")), status)
            for n, status in enumerate(("queued", "sending", "sent"))
        )
        made = back_up(settled.config, NOW)
    done = restore(place(settled, request), made.copy, None, LATER)
    with db.connection_context():
        states = {row.id: (row.status, row.error) for row in Delivery.select()}
    assert {states[waiting.id][0], states[leaving.id][0]} == {"unknown"}
    assert "pode ter saído depois" in states[waiting.id][1]
    assert states[gone.id] == ("sent", "")
    assert (done.deliveries, done.scheduled) == (2, 0)


def test_a_question_is_not_repeated_by_itself_after_the_copy_came_back(settled: Settled, request):
    with db.connection_context():
        talk = ticket(settled.cast, contact())
        Intake.create(ticket=talk, step="terms", asked_at=NOW, ask_again_at=NOW + timedelta(minutes=1))
        made = back_up(settled.config, NOW)
    restore(place(settled, request), made.copy, None, LATER)
    with db.connection_context():
        assert ask_again_all_due(LATER) == 0


def test_two_restores_at_the_same_second_keep_what_was_there_twice(on_sqlite: Settled):
    with db.connection_context():
        made = back_up(on_sqlite.config, NOW)
        Contact.delete().execute()
        Number.update(name="Depois da cópia").execute()
    db.obj.close_all()
    first = restore(on_sqlite.config, made.copy, None, LATER)
    db.obj.close_all()
    second = restore(on_sqlite.config, made.copy, None, LATER)
    assert first.kept != second.kept
    with closing(sqlite3.connect(first.kept)) as kept:
        assert kept.execute("SELECT name FROM number").fetchone()[0] == "Depois da cópia"


def test_scheduled_messages_wait_for_a_person_also_those_of_tomorrow(settled: Settled, request):
    with db.connection_context():
        contact()
        running = announcement(settled.cast, NOW, "sending")
        tomorrow = announcement(settled.cast, NOW, "scheduled", repeat="weekly")
        stopped = announcement(settled.cast, NOW, "stopped")
        over, draft = announcement(settled.cast, NOW, "done"), announcement(settled.cast, NOW, "draft")
        made = back_up(settled.config, NOW)
    assert restore(place(settled, request), made.copy, None, LATER).scheduled == 3
    with db.connection_context():
        assert start_all_due(LATER + timedelta(days=2)) == 0
        rows = {row.id: row for row in ScheduledMessage.select()}
        assert {rows[one.id].paused_kind for one in (running, tomorrow, stopped)} == {"late"}
        assert rows[stopped.id].paused_why.endswith("5 envios seguidos falharam.")
        assert (rows[over.id].state, rows[draft.id].state) == ("done", "draft")
        assert AuditEntry.select().where(AuditEntry.field == "Retida depois de restaurar uma cópia").count() == 3
        send_late(rows[tomorrow.id], settled.cast.ana, LATER)
        assert ScheduledMessage.get(ScheduledMessage.previous == tomorrow.id).state == "scheduled"


def test_everybody_signs_in_again(settled: Settled, request):
    with db.connection_context():
        Session.create(token_hash="x", user=settled.cast.bia, address="", created_at=NOW, seen_at=NOW)
        made = back_up(settled.config, NOW)
    restore(place(settled, request), made.copy, None, LATER)
    with db.connection_context():
        assert Session.select().count() == 0


def test_the_keys_come_back_when_asked_and_wrong_ones_are_told(settled: Settled, request):
    config, keys = settled.config, settled.config.instance / "keys.json"
    with db.connection_context():
        made = back_up(config, NOW)
    text = keys.read_text()
    keys.write_text(new_keys())
    config = place(settled, request)
    done = restore(config, made.copy, None, LATER)
    assert done.closed == done.sealed > 0
    config = place(settled, request)
    done = restore(config, made.copy, config.key_backups / made.keys, LATER + timedelta(hours=1))
    assert done.closed == 0
    assert keys.read_text() == text
    assert keys.stat().st_mode & 0o777 == 0o600
    kept = next(config.instance.glob("before-restore-*.json"))
    assert json.loads(kept.read_text())["keys"] != json.loads(text)["keys"]


def test_without_keys_none_are_invented(settled: Settled, request):
    with db.connection_context():
        made = back_up(settled.config, NOW)
    (settled.config.instance / "keys.json").unlink()
    done = restore(place(settled, request), made.copy, None, LATER)
    assert not done.has_keys
    assert not (settled.config.instance / "keys.json").exists()
