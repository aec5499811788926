"""A program too old for the database, or a database about to become too new for a program that runs."""

from pathlib import Path

import pytest

import workchat
from tests.live import fresh_postgres
from workchat.config import ROOT
from workchat.db import clock, db, open_database
from workchat.migrate import migrate
from workchat.running import oldest
from workchat.running.models import LIVES, Compatibility, Program
from workchat.running.oldest import CannotRun


def runs(version: str, **more) -> Program:
    now = clock()
    return Program.create(**{
        "token": version, "kind": "worker", "host": "secretaria", "pid": 7, "version": version, "started_at": now,
        "seen_at": now, **more,
    })  # fmt: skip


def test_versions_are_numbers_and_not_words():
    assert oldest.version("0.10.2") > oldest.version("0.9") == (0, 9)


def test_each_migration_from_this_one_on_names_the_oldest_program():
    files = sorted((ROOT / "workchat" / "migrations").glob("*.py"))
    assert oldest.named_by(files[:3]) == "0"
    silent = [path.name for path in files[3:] if not oldest.NAMED.search(path.read_text())]
    assert not silent, f"{silent} must say OLDEST: a program too old for it would run on and spoil the database"


def test_the_database_keeps_what_its_migrations_name_and_never_less(school):
    assert Compatibility.get().oldest == oldest.named_by((ROOT / "workchat" / "migrations").glob("*.py"))
    oldest.keep_oldest("0.0.1")
    assert Compatibility.get().oldest != "0.0.1"
    oldest.keep_oldest("7.0")
    assert Compatibility.get().oldest == "7.0"


def test_a_program_as_old_as_allowed_runs(school):
    Compatibility.update(oldest=workchat.__version__).execute()
    assert oldest.too_old() == ""
    oldest.look_before(True, workchat.__version__, clock())


def test_a_program_that_is_too_old_says_so_in_a_sentence(school):
    Compatibility.update(oldest="99.1").execute()
    with pytest.raises(CannotRun) as refused:
        oldest.look_before(False, "0.4.0", clock())
    assert str(refused.value) == (
        f"Este WorkChat é a versão {workchat.__version__}, e o banco de dados já foi atualizado por um mais novo: "
        "ele pede a versão 99.1 ou mais nova. Atualize este programa e inicie de novo."
    )


def test_a_migration_waits_until_programs_that_would_be_too_old_are_stopped(school):
    runs("0.3.9")
    with pytest.raises(CannotRun, match=r"secretaria, versão 0\.3\.9.*anterior à 0\.4\.0"):
        oldest.look_before(True, "0.4.0", clock())
    oldest.look_before(False, "0.4.0", clock())  # nothing changes: nothing to wait for


def test_one_that_stopped_or_died_is_not_waited_for(school):
    now = clock()
    runs("0.3.8", ended_at=now)
    runs("0.3.9", seen_at=now - 2 * LIVES)
    oldest.look_before(True, "0.4.0", now)


CONTRACT = 'OLDEST = "99.0"\n\n\ndef up(migrator, db):\n    db.execute_sql("ALTER TABLE backup DROP COLUMN filename")\n'


def with_a_contract(folder: Path) -> str:
    """The migrations, and one of the future that this program could not live with."""
    for path in (ROOT / "workchat" / "migrations").glob("*.py"):
        (folder / path.name).write_text(path.read_text())
    (folder / "9000_contract.py").write_text(CONTRACT)
    return str(folder)


def newer_program_came(folder: Path) -> None:
    directory = with_a_contract(folder)
    migrate()
    with db.connection_context():
        runs(workchat.__version__)
    with pytest.raises(CannotRun, match=r"anterior à 99\.0"):
        migrate(directory=directory)
    with db.connection_context():
        assert "filename" in {column.name for column in db.get_columns("backup")}
        Program.update(ended_at=clock()).execute()
    assert migrate(directory=directory) == ["9000_contract"]
    with pytest.raises(CannotRun, match=r"99\.0 ou mais nova"):
        migrate()


@pytest.fixture
def afterwards():
    before = db.obj
    yield
    db.initialize(before)


def test_the_old_program_refuses_what_a_newer_one_left_on_sqlite(tmp_path, afterwards):
    opened = open_database(str(tmp_path / "workchat.db"))
    newer_program_came(tmp_path)
    opened.close_all()


def test_the_old_program_refuses_what_a_newer_one_left_on_postgres(tmp_path, postgres_url, afterwards):
    with fresh_postgres(postgres_url) as url:
        opened = open_database(url)
        newer_program_came(tmp_path)
        opened.close_all()
