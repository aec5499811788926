"""Before the records change their shape they are copied, or nothing changes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.backups.conftest import Settled, empty_postgres, move_in
from tests.cast import NOW
from workchat.backups.before_update import NoCopy, copy_before_update
from workchat.config import ROOT
from workchat.db import db
from workchat.migrate import migrate


def with_an_update(folder: Path) -> str:
    """The migrations, and one of tomorrow."""
    folder.mkdir()
    for path in (ROOT / "workchat" / "migrations").glob("*.py"):
        (folder / path.name).write_text(path.read_text())
    change = "def up(migrator, db):\n    db.execute_sql('CREATE TABLE tomorrow (id INTEGER)')\n"
    (folder / "9000_tomorrow.py").write_text(change)
    return str(folder)


def test_the_copies_bear_their_own_name_and_the_newest_three_stay(settled: Settled):
    config = settled.config
    for day in range(5):
        assert copy_before_update(config.database_url, config.backups, NOW + timedelta(days=day)) == ""
    names = sorted(file.name for file in config.backups.glob("*-2026*"))
    assert [name[:22] for name in names] == [
        "before-update-20261125",
        "before-update-20261126",
        "before-update-20261127",
    ]


def test_an_update_without_its_copy_does_not_begin(settled: Settled, tmp_path):
    blocked = tmp_path / "um arquivo"
    blocked.touch()
    config, directory = settled.config, with_an_update(tmp_path / "migrations")
    with pytest.raises(NoCopy, match="não foi atualizado"):
        migrate(directory=directory, copy=lambda: copy_before_update(config.database_url, blocked / "copias", NOW))
    with db.connection_context():
        assert not db.table_exists("tomorrow")
    migrate(directory=directory, copy=lambda: copy_before_update(config.database_url, config.backups, NOW))
    with db.connection_context():
        assert db.table_exists("tomorrow")
    assert len(list(config.backups.glob("before-update-*"))) == 1


def test_a_postgres_without_pg_dump_is_updated_and_the_missing_copy_is_said(where, postgres_url, monkeypatch, tmp_path):
    settled = move_in(replace(where, database_url=empty_postgres(postgres_url)))
    monkeypatch.setenv("PATH", str(tmp_path))
    said = copy_before_update(settled.config.database_url, settled.config.backups, NOW)
    assert said.startswith("Sem cópia antes da atualização") and "pg_dump" in said
