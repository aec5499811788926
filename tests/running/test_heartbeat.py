"""A program signs that it lives; pages and monitors see who sends, since when, and who stopped."""

import os
from datetime import timedelta

import workchat
from tests.live import living
from tests.processes import Browser, free_port, running, until
from workchat.db import clock, db, open_database
from workchat.running import heartbeat
from workchat.running.duty import Turn
from workchat.running.heartbeat import ALL, WEB, WORKER, Heartbeat, forget_old_programs
from workchat.running.models import Compatibility, Duty, Program
from workchat.running.sender import SILENT, Sender, sender

SECOND = timedelta(seconds=1)


def test_a_program_says_what_and_where_it_is_once(school):
    beat = Heartbeat(WEB)
    beat.sign()
    first = Program.get()
    beat.sign()
    again = Program.get()
    assert (again.kind, again.pid, again.version) == (WEB, os.getpid(), workchat.__version__)
    assert again.seen_at >= first.seen_at and again.started_at == first.started_at and again.ended_at is None


def test_pages_alone_send_nothing(school):
    Heartbeat(WEB).sign()
    assert Program.get().looked_at is None
    assert sender(clock()) == Sender(False, None)


def test_who_looks_for_messages_sends_since_it_started(school):
    Heartbeat(WORKER, looked=lambda: 0.5).sign()
    assert sender(clock()) == Sender(True, Program.get().started_at)


def test_a_worker_that_signs_but_no_longer_looks_is_no_sender(school):
    silent = SILENT.total_seconds() + 5
    Heartbeat(WORKER, looked=lambda: silent).sign()
    seen = sender(clock())
    assert not seen.alive and seen.since == Program.get().looked_at


def test_one_that_stopped_sends_no_more_from_then_on(school):
    beat = Heartbeat(WORKER, looked=lambda: 0.0)
    beat.sign()
    beat._sign_off()
    assert Program.get().ended_at is not None
    assert not sender(clock()).alive


def test_it_signs_for_its_turns_and_gives_them_back(school):
    turn = Turn("timetable")
    beat = Heartbeat(WORKER, [turn], lambda: 0.0)
    beat.sign()
    assert turn.mine() and Duty.get().token == turn.token
    beat._sign_off()
    assert not turn.mine() and Duty.get().token == ""


def test_one_that_has_become_too_old_is_told_to_stop(school, monkeypatch, capsys):
    told = []
    monkeypatch.setattr(heartbeat.os, "kill", lambda pid, number: told.append((pid, number)))
    Compatibility.update(oldest="99.0").execute()
    Heartbeat(WORKER).sign()
    assert told == [(os.getpid(), heartbeat.signal.SIGTERM)]
    assert "pede a versão 99.0 ou mais nova" in capsys.readouterr().out


def test_it_is_told_once_because_a_second_signal_breaks_off_the_message_in_hand(school, monkeypatch):
    told = []
    monkeypatch.setattr(heartbeat.os, "kill", lambda *asked: told.append(asked))
    Compatibility.update(oldest="99.0").execute()
    beat = Heartbeat(WORKER)
    beat.sign()
    beat.sign()
    assert len(told) == 1


def test_programs_that_are_gone_for_a_day_are_forgotten(school):
    now = clock()
    for days, token in ((0, "hoje"), (2, "anteontem")):
        at = now - timedelta(days=days)
        row = {"kind": ALL, "host": "a", "pid": 1, "version": "0.4.0", "started_at": at, "seen_at": at}
        Program.create(token=token, **row)
    assert forget_old_programs(now) == 1
    assert [row.token for row in Program.select()] == ["hoje"]


def test_a_real_worker_signs_and_signs_off(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        process = school.start("worker")
        assert school.until(lambda: sender(clock()).alive, 30)
        process.terminate()
        assert process.wait(60) == 0
        assert Program.get(Program.pid == process.pid).ended_at is not None
        assert not sender(clock()).alive


def test_real_pages_sign_and_sign_off(tmp_path):
    port, before = free_port(), db.obj
    with running("web", "--port", port, instance=tmp_path) as pages:
        pages.says("WorkChat em")
        visitor = Browser(port)
        visitor.get("/login")  # it answers, so from now on it hears that it should stop
        visitor.close()
        opened = open_database(str(tmp_path / "workchat.db"))
        with opened.connection_context():
            until(lambda: Program.select().where(Program.kind == WEB).exists())
            pages.tell_to_stop()
            assert pages.ends() == 0
            assert Program.get().ended_at is not None
        opened.close_all()
        db.initialize(before)
