"""What families sent is copied once; and what is said where Postgres' own programs are missing."""

import json
from dataclasses import replace
from datetime import timedelta

from tests.backups.conftest import Settled, empty_postgres, move_in
from tests.cast import NOW, contact, ticket
from workchat.backups import back_up as module
from workchat.backups import copy_media
from workchat.backups.back_up import back_up
from workchat.backups.models import Backup
from workchat.chat.models import Media, Message
from workchat.db import db, is_postgres

NIGHT = NOW + timedelta(days=1)


def stored(settled: Settled, name: str, text: str) -> Media:
    """A file that Marta sent."""
    folder = settled.config.instance / "media"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    talk = ticket(settled.cast, contact(name="Marta Souza"))
    message = Message.get(Message.ticket == talk)
    return Media.create(
        message=message, media_id="1", state="stored", stored_as=name, mime="image/jpeg", due_at=NOW, size=len(text)
    )


def test_files_that_families_sent_are_copied_once_and_outlive_a_deletion(settled: Settled):
    config, name = settled.config, "a" * 32
    half = config.instance / "media" / ("b" * 32)
    with db.connection_context():
        row = stored(settled, name, "atestado")
        half.write_text("ainda chegando")
        back_up(config, NOW)
        pool = config.backups / "media"
        assert [file.name for file in pool.iterdir()] == [name]
        assert (pool / name).stat().st_ino == (config.instance / "media" / name).stat().st_ino
        row.delete_instance()
        (config.instance / "media" / name).unlink()
        back_up(config, NIGHT)
    assert (config.backups / f"media-gone-{NIGHT:%Y%m%dT%H%M%SZ}" / name).read_text() == "atestado"


def test_a_file_that_a_kill_left_half_copied_is_copied_again(on_sqlite: Settled, monkeypatch):
    config, name = on_sqlite.config, "a" * 32

    def refused(*_paths):
        raise OSError("another disk")

    monkeypatch.setattr(copy_media.os, "link", refused)
    with db.connection_context():
        stored(on_sqlite, name, "atestado")
        pool = config.backups / "media"
        pool.mkdir(parents=True)
        (pool / f"{name}.partial").write_text("ates")
        assert back_up(config, NOW).problems == []
    assert [(file.name, file.read_text()) for file in pool.iterdir()] == [(name, "atestado")]


def test_a_file_that_only_the_copy_before_an_update_knows_is_kept_for_it(on_sqlite: Settled):
    config, name = on_sqlite.config, "a" * 32
    with db.connection_context():
        row = stored(on_sqlite, name, "atestado")
        back_up(config, NOW)
        config.backups.joinpath(f"before-update-{NOW:%Y%m%dT%H%M%SZ}.db").touch()
        row.delete_instance()
        for file in config.backups.glob("workchat-*.db"):
            file.unlink()
        back_up(config, NIGHT)
        for file in config.backups.glob("workchat-*.db"):
            file.unlink()
        back_up(config, NIGHT + timedelta(days=1))
    assert list(config.backups.glob(f"media-gone-*/{name}"))


def test_a_deleted_file_goes_when_no_copy_knows_it_any_more(settled: Settled):
    config, name = settled.config, "a" * 32
    with db.connection_context():
        row = stored(settled, name, "atestado")
        back_up(config, NOW)
        row.delete_instance()
        back_up(config, NIGHT)
        for file in config.backups.glob("workchat-20261123*"):
            file.unlink()
        back_up(config, NIGHT + timedelta(days=1))
        assert list(config.backups.glob("media-gone-*"))  # the copy made at that moment is as old as it
        for file in config.backups.glob("workchat-20261124*"):
            file.unlink()
        back_up(config, NIGHT + timedelta(days=2))
    assert not list(config.backups.glob("media-gone-*"))


def test_a_postgres_without_its_tools_is_said_once_and_files_and_keys_are_copied_all_the_same(
    where, postgres_url, monkeypatch, tmp_path
):
    settled = move_in(replace(where, database_url=empty_postgres(postgres_url)))
    monkeypatch.setenv("PATH", str(tmp_path))
    with db.connection_context():
        assert is_postgres()
        stored(settled, "c" * 32, "foto")
        first = back_up(settled.config, NOW)
        back_up(settled.config, NIGHT)
        assert "cuide da cópia pelo próprio Postgres" in first.problems[0]
        assert Backup.select().count() == 1
        good = Backup.create(began_at=NIGHT, ended_at=NIGHT)  # pg_dump was there for a night
        back_up(settled.config, NIGHT + timedelta(days=1))
        assert [row.error for row in Backup.select().where(Backup.id > good.id)] == first.problems
        assert Backup.select().count() == 2
    assert (settled.config.backups / "media" / ("c" * 32)).exists()
    assert json.loads(next(settled.config.key_backups.glob("keys-*")).read_text())["keys"]


def test_the_password_of_postgres_is_in_no_programs_words(settled: Settled, tmp_path, monkeypatch):
    if not is_postgres():
        return
    seen, real = [], module.copy_postgres.__globals__["subprocess"].Popen
    monkeypatch.setattr(module.copy_postgres.__globals__["subprocess"], "Popen", lambda words, **more: (
        seen.append((words, more["env"].get("PGPASSWORD"))), real(words, **more))[1])  # fmt: skip
    config = replace(settled.config, database_url=settled.config.database_url + "&password=segredo")
    with db.connection_context():
        assert back_up(config, NOW).copy
    assert not [words for words, _ in seen if "segredo" in " ".join(map(str, words))]
    assert seen[0][1] == "segredo"
