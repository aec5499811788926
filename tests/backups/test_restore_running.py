"""A copy comes back only while nobody works on the records: by who has the file open, whatever the clock said."""

import socket
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.backups.conftest import Settled
from tests.backups.test_restore import LATER
from tests.cast import NOW
from tests.processes import free_port, run, running, until
from workchat.backups.back_up import back_up
from workchat.backups.may_restore import CannotRestore
from workchat.backups.restore import restore
from workchat.db import db
from workchat.running.models import Program

HERE, ELSEWHERE = socket.gethostname(), "outro-servidor"


def copied(settled: Settled, **program) -> Path:
    """A copy, and a program that said hello and not goodbye."""
    with db.connection_context():
        made = back_up(settled.config, NOW)
        Program.create(**{"token": "a", "kind": "all", "host": ELSEWHERE, "pid": 7, "version": "0.4.0",
                          "started_at": NOW, "seen_at": LATER, **program})  # fmt: skip
    db.obj.close_all()
    return made.copy


def asked(instance: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(instance / "workchat.db", timeout=10, isolation_level=None)) as records:
        return records.execute(statement).fetchall()


@pytest.mark.parametrize("seen_at", [LATER, LATER + timedelta(hours=2), datetime(2031, 1, 1)])
def test_a_program_of_this_machine_that_was_killed_is_in_nobodys_way(on_sqlite: Settled, seen_at):
    copy = copied(on_sqlite, host=HERE, seen_at=seen_at)
    assert restore(on_sqlite.config, copy, None, LATER).copy == copy


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=2000)])
def test_a_sign_of_life_dated_after_now_says_nothing(on_sqlite: Settled, ahead):
    copy = copied(on_sqlite, seen_at=LATER + ahead)
    assert restore(on_sqlite.config, copy, None, LATER).copy == copy


def test_a_sign_of_life_of_another_machine_is_believed_where_its_hold_on_the_file_may_not_be_seen(on_sqlite: Settled):
    copy = copied(on_sqlite)
    with pytest.raises(CannotRestore, match="está aberto"):
        restore(on_sqlite.config, copy, None, LATER)
    assert restore(on_sqlite.config, copy, None, LATER + timedelta(seconds=30)).copy == copy


@pytest.mark.parametrize("word", ["web", "worker"])
def test_a_program_that_runs_is_seen_whatever_it_signed_and_no_more_once_it_was_killed(on_sqlite: Settled, word: str):
    copy, instance = copied(on_sqlite, ended_at=LATER), on_sqlite.config.instance
    with running(word, *(("--port", free_port()) if word == "web" else ()), instance=instance):
        until(lambda: asked(instance, "SELECT id FROM program WHERE ended_at IS NULL"))
        for year in (2020, 2999):
            asked(instance, f"UPDATE program SET seen_at = '{year}-01-01 00:00:00'")  # noqa: S608
            assert run("restore", copy.name, instance=instance).stderr.startswith("O WorkChat está aberto.")
    asked(instance, "UPDATE program SET seen_at = datetime('now')")  # killed a moment ago
    assert run("restore", copy.name, instance=instance).returncode == 0
