"""The words of app.py that look after a school, as real processes: also killed, also while WorkChat runs."""

import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import command, environment, free_port, run, running, until
from workchat.config import ROOT


@pytest.fixture
def instance(tmp_path) -> Path:
    folder = tmp_path / "instance"
    assert run("migrate", instance=folder).returncode == 0
    return folder


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def grow(instance: Path, megabytes: int) -> None:
    with closing(sqlite3.connect(instance / "workchat.db", isolation_level=None)) as records:
        records.execute("CREATE TABLE IF NOT EXISTS photo (content BLOB)")
        records.execute("INSERT INTO photo VALUES (randomblob(?))", (megabytes * 1_000_000,))


def school_name(instance: Path) -> str:
    with closing(sqlite3.connect(instance / "workchat.db")) as records:
        return records.execute("SELECT school_name FROM settings").fetchone()[0]


def rename(instance: Path, name: str) -> None:
    with closing(sqlite3.connect(instance / "workchat.db", isolation_level=None)) as records:
        records.execute("UPDATE settings SET school_name = ?", (name,))


def test_a_copy_is_made_listed_and_brought_back(instance):
    rename(instance, "Escola Aurora")
    made = run("backup", instance=instance)
    assert (made.returncode, made.stderr) == (0, "")
    copy = only(instance / "backups", "workchat-*.db")
    assert str(copy) in made.stdout and "Cópia das chaves" in made.stdout
    rename(instance, "Estragada")
    listed = run("restore", instance=instance)
    assert copy.name in listed.stdout and "pare o WorkChat" in listed.stdout
    back = run("restore", copy.name, instance=instance)
    assert (back.returncode, back.stderr) == (0, "")
    assert school_name(instance) == "Escola Aurora"
    kept = only(instance, "before-restore-*.db")
    assert str(kept) in back.stdout
    with closing(sqlite3.connect(kept)) as records:
        assert records.execute("SELECT school_name FROM settings").fetchone() == ("Estragada",)
    left = {file.name for file in instance.iterdir()}
    assert not {name for name in left if "restoring" in name or name.endswith(("-wal", "-shm"))}
    assert "certo    Banco de dados" in run("doctor", "--offline", instance=instance).stdout


def test_no_copy_comes_back_while_workchat_runs(instance):
    run("backup", instance=instance)
    copy = only(instance / "backups", "workchat-*.db")
    with running("web", "--port", free_port(), instance=instance) as desk:
        desk.says("/set-up/")
        refused = run("restore", copy.name, instance=instance)
        desk.tell_to_stop()
        assert desk.ends() == 0
    assert refused.returncode == 1
    assert refused.stderr.startswith("O WorkChat está aberto.") and len(refused.stderr.splitlines()) == 1
    assert run("restore", copy.name, instance=instance).returncode == 0


def test_a_program_killed_in_the_middle_leaves_no_copy_that_looks_good(instance):
    grow(instance, 120)
    child = subprocess.Popen(command("backup"), env=environment(instance), cwd=ROOT, stdout=subprocess.DEVNULL)
    folder = instance / "backups"
    until(lambda: any(part.stat().st_size > 4_000_000 for part in folder.glob("*.partial")))
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not list(folder.glob("workchat-*.db"))
    assert "Ainda não há cópias" in run("restore", instance=instance).stdout
    half = only(folder, "*.partial")
    assert run("restore", half.name, instance=instance).returncode == 1
    made = run("backup", instance=instance)
    assert made.returncode == 0
    assert not half.exists()
    with closing(sqlite3.connect(only(folder, "workchat-*.db"))) as copied:
        assert copied.execute("SELECT length(content) FROM photo").fetchone() == (120_000_000,)


def test_a_disk_that_fills_up_in_the_middle_is_said_in_words(instance):
    good = run("backup", instance=instance)
    assert good.returncode == 0
    before = {file.name for file in (instance / "backups").iterdir()}
    grow(instance, 30)
    full = subprocess.run(
        command("backup"), env=environment(instance), cwd=ROOT, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000_000 // 4, 40_000_000 // 4)),
    )  # fmt: skip
    assert full.returncode == 1
    assert "disco" in full.stdout + full.stderr and "Traceback" not in full.stdout + full.stderr
    assert {file.name for file in (instance / "backups").iterdir()} == before


def test_an_update_that_cannot_be_copied_first_does_not_begin(instance, tmp_path):
    with closing(sqlite3.connect(instance / "workchat.db", isolation_level=None)) as records:
        records.execute("DROP TABLE backup")
        records.execute("DELETE FROM schema_migration WHERE name LIKE '0004%'")
    blocked = tmp_path / "um arquivo"
    blocked.touch()
    refused = run("migrate", instance=instance, WORKCHAT_BACKUPS=str(blocked / "copias"))
    assert refused.returncode == 1
    assert refused.stderr.startswith("O banco de dados não foi atualizado, porque a cópia")
    with closing(sqlite3.connect(instance / "workchat.db")) as records:
        assert records.execute("SELECT COUNT(*) FROM schema_migration WHERE name LIKE '0004%'").fetchone() == (0,)


def test_writers_of_another_program_go_on_while_a_copy_is_made(instance):
    with closing(sqlite3.connect(instance / "workchat.db", isolation_level=None)) as records:
        records.execute("CREATE TABLE pair (one INTEGER, two INTEGER)")
        records.execute("INSERT INTO pair VALUES (0, 0)")
    grow(instance, 60)
    writer = (
        "import sqlite3, sys, time; mine = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)\n"
        "while True: mine.execute('UPDATE pair SET one = one + 1, two = two + 1'); time.sleep(0.002)"
    )
    with subprocess.Popen(["python3", "-c", writer, str(instance / "workchat.db")]) as other:
        made = run("backup", instance=instance)
        lives = other.poll() is None
        other.kill()
    assert made.returncode == 0 and lives
    with closing(sqlite3.connect(only(instance / "backups", "workchat-*.db"))) as copied:
        one, two = copied.execute("SELECT one, two FROM pair").fetchone()
        assert one == two > 0


def test_two_backups_at_once_leave_whole_copies_only(instance):
    grow(instance, 60)
    both = [subprocess.Popen(command("backup"), env=environment(instance), cwd=ROOT, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True) for _ in range(2)]  # fmt: skip
    said = [child.communicate()[1] for child in both]
    assert sorted(child.returncode for child in both) in ([0, 0], [0, 1])
    assert all(
        "Já há uma cópia sendo feita" in words for words, child in zip(said, both, strict=True) if child.returncode
    )
    copies = list((instance / "backups").glob("workchat-*.db"))
    assert copies and not list((instance / "backups").glob("*.partial*"))
    for copy in copies:
        with closing(sqlite3.connect(copy)) as copied:
            assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_lost_keys_come_back_alone_and_the_records_stay(instance):
    run("backup", instance=instance)
    copy, lost = only(instance / "key-backups", "keys-*.json"), instance / "keys.json"
    lost.write_bytes(b'{"half a fi\xff')
    refused = run("migrate", instance=instance)
    assert "restore --keys ARQUIVO" in refused.stderr
    rename(instance, "Depois da cópia")
    back = run("restore", "--keys", str(copy), instance=instance)
    assert (back.returncode, back.stderr) == (0, "")
    assert lost.read_bytes() == copy.read_bytes()
    assert school_name(instance) == "Depois da cópia"
    assert only(instance, "before-restore-*.json").read_bytes() == b'{"half a fi\xff'


def test_no_copy_comes_back_into_a_file_named_after_a_strange_database(instance, tmp_path):
    run("backup", instance=instance)
    copy = only(instance / "backups", "workchat-*.db")
    refused = run("restore", copy.name, instance=instance, DATABASE_URL="mysql://escola")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("DATABASE_URL deve começar com postgresql://")
    assert not (ROOT / "mysql:").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["backup", "--agora"], "Depois de “backup” não vem mais nada."),
        (["restore", "uma", "outra"], "o nome de uma cópia e --keys ARQUIVO"),
        (["link", "ana", "bia"], "o e-mail de uma pessoa"),
    ],
)
def test_what_may_follow_a_word_is_said(typed, said, instance):
    refused = run(*typed, instance=instance)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_help_after_a_word_is_help_and_does_nothing(instance):
    words = [sys.executable, ROOT / "app.py", "backup", "--help"]
    asked = subprocess.run(words, env=environment(instance), capture_output=True, text=True)
    assert asked.returncode == 0 and "app.py restore" in asked.stdout
    assert not (instance / "backups").exists()
