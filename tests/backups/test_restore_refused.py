"""What must not take the place of the records is refused in words, and everything stays as it was."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.backups.conftest import Settled, empty_postgres, move_in
from tests.backups.test_restore import LATER, place
from tests.cast import NOW, TOKEN, contact
from workchat.backups import restore_postgres
from workchat.backups.back_up import back_up
from workchat.backups.may_restore import CannotRestore
from workchat.backups.restore import restore
from workchat.contacts.models import Contact
from workchat.db import db, is_postgres
from workchat.running.models import Compatibility
from workchat.vault import vault
from workchat.whatsapp.models import Number


def test_a_copy_of_a_newer_program_is_refused_and_nothing_changes(settled: Settled, request):
    with db.connection_context():
        Compatibility.update(oldest="99.1").execute()
        made = back_up(settled.config, NOW)
        Compatibility.update(oldest="0.3.0").execute()
        contact()
    config = place(settled, request)
    with pytest.raises(CannotRestore, match=r"99\.1 ou mais nova"):
        restore(config, made.copy, None, LATER)
    with db.connection_context():
        assert Contact.select().count() == 1


@pytest.mark.parametrize("content", [b"", b"isto n\xe3o \xe9 uma c\xf3pia" * 500])
def test_what_is_no_copy_is_refused_in_words(settled: Settled, request, content, tmp_path):
    wrong = tmp_path / "copia.db"
    wrong.write_bytes(content)
    config = place(settled, request)
    with pytest.raises(CannotRestore) as refused:
        restore(config, wrong, None, LATER)
    assert "cópia" in str(refused.value) and "Traceback" not in str(refused.value)
    with db.connection_context():
        assert Number.select().count() == 1


def test_a_restore_that_was_killed_half_way_is_done_again(settled: Settled, request):
    with db.connection_context():
        made = back_up(settled.config, NOW)
    half = "restore.sql.partial" if is_postgres() else "workchat.db.restoring.partial"
    config = place(settled, request)
    (config.instance / half).write_bytes(b"metade")
    restore(config, made.copy, None, LATER)
    assert not list(config.instance.glob("*.partial"))


def test_half_a_copy_is_refused(settled: Settled, request, tmp_path):
    with db.connection_context():
        made = back_up(settled.config, NOW)
    half = tmp_path / made.copy.name
    half.write_bytes(made.copy.read_bytes()[: made.copy.stat().st_size // 2])
    config = place(settled, request)
    with pytest.raises(CannotRestore):
        restore(config, half, None, LATER)
    with db.connection_context():
        assert Number.get().token == TOKEN


def test_a_postgres_that_holds_something_is_left_alone(tools, where, postgres_url):
    settled = move_in(replace(where, database_url=empty_postgres(postgres_url)))
    with db.connection_context():
        made = back_up(settled.config, NOW)
        contact()
    with pytest.raises(CannotRestore, match="não está vazio"):
        restore(settled.config, made.copy, None, LATER)
    with db.connection_context():
        assert Contact.select().count() == 1


def test_a_postgres_copy_that_is_refused_leaves_the_database_empty(tools, where, postgres_url, monkeypatch):
    settled = move_in(replace(where, database_url=empty_postgres(postgres_url)))
    with db.connection_context():
        made = back_up(settled.config, NOW)
    monkeypatch.setattr(restore_postgres, "holding", lambda *_: ["SELECT 1 FROM nowhere"])
    db.obj.close_all()
    empty = replace(settled.config, database_url=empty_postgres(postgres_url))
    with pytest.raises(CannotRestore, match="continua vazio"):
        restore(empty, made.copy, None, LATER)
    with closing(psycopg.connect(empty.database_url)) as server:
        assert server.execute("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert not list(Path(settled.config.instance).glob("restore.sql*"))


def test_the_vault_of_this_program_is_not_changed(settled: Settled, request):
    before = vars(vault).copy()
    with db.connection_context():
        made = back_up(settled.config, NOW)
    restore(place(settled, request), made.copy, None, LATER)
    assert vars(vault) == before
