"""A copy of everything: whole or not there at all, whatever happens meanwhile."""

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.backups.conftest import Settled
from tests.cast import NOW
from workchat.backups.back_up import back_up
from workchat.backups.copy_sqlite import copy_sqlite
from workchat.backups.files import Busy, NotGood, alone_in
from workchat.backups.models import Backup
from workchat.backups.nightly import back_up_all_due
from workchat.db import db
from workchat.vault import new_keys

NIGHT = NOW + timedelta(days=1)


def rows() -> list[tuple]:
    return [(row.filename, bool(row.ended_at), row.error) for row in Backup.select().order_by(Backup.id)]


def test_the_copy_is_written_down_with_its_name_and_size_and_for_this_user_alone(settled: Settled):
    with db.connection_context():
        made = back_up(settled.config, NOW)
        row = Backup.get()
    assert made.problems == []
    assert made.copy.name == f"workchat-20261123T130000Z.{'dump' if made.copy.suffix == '.dump' else 'db'}"
    assert (row.filename, row.size, row.error) == (made.copy.name, made.copy.stat().st_size, "")
    assert row.ended_at >= row.began_at == NOW
    assert made.copy.stat().st_mode & 0o777 == 0o600
    assert settled.config.backups.stat().st_mode & 0o777 == 0o700


def test_the_keys_are_copied_apart_and_only_when_they_changed(settled: Settled):
    config, keys = settled.config, settled.config.instance / "keys.json"
    with db.connection_context():
        first = back_up(config, NOW).keys
        again = back_up(config, NOW + timedelta(days=1)).keys
        text = keys.read_text()
        keys.write_text(new_keys())
        other = back_up(config, NOW + timedelta(days=2)).keys
    assert first and other and again == ""
    assert (config.key_backups / first).read_text() == text
    assert (config.key_backups / first).stat().st_mode & 0o777 == 0o600
    assert not [file for file in config.backups.iterdir() if "keys" in file.name]


def test_keys_of_the_environment_are_not_written_anywhere(on_sqlite: Settled):
    config = replace(on_sqlite.config, keys=new_keys())
    with db.connection_context():
        assert back_up(config, NOW).keys == ""
    assert not config.key_backups.exists()


def test_a_night_is_copied_once(settled: Settled):
    with db.connection_context():
        assert back_up_all_due(NIGHT, settled.config)
        assert not back_up_all_due(NIGHT + timedelta(minutes=1), settled.config)
        assert back_up_all_due(NIGHT + timedelta(days=1), settled.config)


def test_a_school_set_up_today_has_missed_no_night(settled: Settled):
    with db.connection_context():
        assert not back_up_all_due(NOW + timedelta(hours=2), settled.config)
        assert back_up_all_due(NOW + timedelta(hours=17, minutes=1), settled.config)  # 03:00 on the wall


def test_writers_are_not_held_and_the_copy_is_of_one_moment(on_sqlite: Settled):
    records, stop = on_sqlite.config.database_url, threading.Event()
    with closing(sqlite3.connect(records, isolation_level=None)) as pair:
        pair.executescript("CREATE TABLE pair (one INTEGER, two INTEGER); INSERT INTO pair VALUES (0, 0);")
        pair.executescript("CREATE TABLE photo (content BLOB); INSERT INTO photo VALUES (zeroblob(40000000));")
    written: list[int] = []

    def write() -> None:
        with closing(sqlite3.connect(records, timeout=0, isolation_level=None)) as mine:  # 0: waits for nobody
            while not stop.is_set():
                mine.execute("UPDATE pair SET one = one + 1, two = two + 1")
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    target = on_sqlite.config.instance / "copy.db"
    copy_sqlite(on_sqlite.config.instance / "workchat.db", target)
    during = len(written)
    stop.set()
    writer.join()
    with closing(sqlite3.connect(target)) as copied:
        one, two = copied.execute("SELECT one, two FROM pair").fetchone()
    assert one == two
    assert during > 5, "the writer stood still while the copy was made"


def test_a_damaged_database_gives_no_copy_and_the_old_ones_stay(on_sqlite: Settled):
    config = on_sqlite.config
    with db.connection_context():
        good = back_up(config, NOW).copy
    db.obj.close_all()
    with open(config.database_url, "rb+") as file:
        file.seek(4096 * 5)
        file.write(os.urandom(4096 * 30))
    with pytest.raises((NotGood, sqlite3.DatabaseError)):
        copy_sqlite(config.instance / "workchat.db", config.backups / "other.db")
    assert [file.name for file in config.backups.glob("*.db*")] == [good.name]


def test_a_disk_without_room_is_said_in_words_and_the_old_copy_stays(on_sqlite: Settled, monkeypatch):
    with db.connection_context():
        good = back_up(on_sqlite.config, NOW).copy
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10, 9, 1))
        made = back_up(on_sqlite.config, NIGHT)
        assert made.copy is None
        assert "Falta espaço" in made.problems[0]
        assert rows()[-1] == ("", False, made.problems[0])
    assert good.exists()


def test_a_folder_that_cannot_be_made_is_said_in_words(settled: Settled):
    blocked = settled.config.instance / "um arquivo"
    blocked.touch()
    config = replace(settled.config, backups=blocked / "copias", key_backups=blocked / "chaves")
    with db.connection_context():
        made = back_up(config, NOW)
        assert made.copy is None
        assert [error for _, _, error in rows()] == made.problems
    assert all("pasta" in words and "Errno" not in words for words in made.problems)


def test_two_at_once_make_one_copy(settled: Settled):
    with db.connection_context(), alone_in(settled.config.backups):
        with pytest.raises(Busy):
            back_up(settled.config, NOW)
        assert not back_up_all_due(NIGHT, settled.config)
        assert rows() == []


def test_what_a_killed_program_left_goes_and_what_is_not_ours_stays(settled: Settled):
    folder = settled.config.backups
    folder.mkdir()
    half, foreign = folder / "workchat-20261101T060000Z.db.partial", folder / "workchat-minha.db"
    half.write_text("metade")
    foreign.write_text("do TI")
    with db.connection_context():
        Backup.create(began_at=NOW - timedelta(days=1), filename=half.name)
        back_up(settled.config, NOW)
        died = Backup.get(Backup.filename == half.name)
    assert not half.exists()
    assert foreign.read_text() == "do TI"
    assert "parou no meio" in died.error


def test_rotation_touches_only_copies_and_keeps_the_newest(settled: Settled):
    names = []
    with db.connection_context():
        for night in range(12):
            names.append(back_up(settled.config, NOW + timedelta(days=night)).copy.name)
    left = {file.name for file in settled.config.backups.glob("workchat-*")}
    assert names[-1] in left
    assert set(names[-7:]) <= left
    assert len(left) < 12
