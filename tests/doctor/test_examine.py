"""The doctor's round: whatever is broken gets a sentence, nothing is changed, and no secret is shown."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.cast import TOKEN, make_cast
from tests.processes import free_port, run, running, until
from workchat.config import Config, from_environment
from workchat.db import db, open_database
from workchat.doctor.examine import examine, healthy
from workchat.doctor.rules import FINE, LOOK, WRONG, Finding
from workchat.migrate import migrate
from workchat.vault import new_keys, vault
from workchat.whatsapp.models import Number

NOW = datetime(2026, 11, 23, 13)


@pytest.fixture
def school(tmp_path):
    """A school that was set up, and is not open now."""
    before, secrets = db.obj, vars(vault).copy()
    config = from_environment({"WORKCHAT_INSTANCE": str(tmp_path / "instance"), "WORKCHAT_PORT": str(free_port())})
    config.instance.mkdir(mode=0o700)
    (config.instance / "keys.json").touch(0o600)
    (config.instance / "keys.json").write_text(new_keys())
    vault.open((config.instance / "keys.json").read_text())
    opened = open_database(config.database_url)
    migrate()
    with db.connection_context():
        make_cast()
    opened.close_all()
    Path(config.database_url).chmod(0o600)
    yield config
    db.initialize(before)
    vars(vault).update(secrets)


def of(config: Config, **more) -> dict[str, Finding]:
    """What the doctor says, by what it looked at."""
    return {one.words.split(":")[0]: one for one in examine(replace(config, **more), offline=True)}


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_school_in_order_is_in_order_and_nothing_changes(school):
    before = everything_in(school.instance)
    said = of(school)
    whole = (
        "Python",
        "Pasta",
        "Chaves",
        "Banco de dados",
        "Arquivo do banco de dados",
        "Chaves e banco de dados",
        "Número Secretaria",
    )
    assert {said[what].mark for what in whole} == {FINE}
    assert healthy(said.values())
    assert everything_in(school.instance) == before


def test_no_secret_is_in_any_line(school):
    secrets = (TOKEN, "xis-curto", "token-secreto", (school.instance / "keys.json").read_text()[20:40], "confere")
    lines = "\n".join(map(str, examine(replace(
        school, metrics_token="token-secreto", embed_secret="xis-curto", embed_issuer="portal"  # noqa: S106
    ), offline=True)))  # fmt: skip
    assert not [secret for secret in secrets if secret in lines]
    assert "EMBED_SECRET é curto demais" in lines


def test_keys_of_another_school_are_noticed(school):
    (school.instance / "keys.json").write_text(new_keys())
    said = of(school)
    assert said["Chaves"].mark == FINE
    assert said["Chaves e banco de dados"].mark == WRONG
    assert said["Número Secretaria"].mark == WRONG


@pytest.mark.parametrize("content", [None, "", "{}", "isto não é json"])
def test_lost_or_spoiled_keys_are_wrong(school, content):
    keys = school.instance / "keys.json"
    keys.unlink() if content is None else keys.write_text(content)
    found = of(school)["Chaves"]
    assert found.mark == WRONG
    assert "--keys" in found.todo


def test_a_damaged_database_is_wrong_and_says_how_to_go_back(school):
    with open(school.database_url, "rb+") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 20))
    said = list(examine(school, offline=True))
    assert not healthy(said)
    assert any("danificado" in one.words and "restore" in one.todo for one in said)


@pytest.mark.parametrize("content", [b"isto \xe9 s\xf3 um texto" * 400, b""])
def test_a_file_that_is_no_database_gets_a_sentence(school, content):
    Path(school.database_url).write_bytes(content)
    said = list(examine(school, offline=True))
    assert any(one.mark in (WRONG, LOOK) and one.words.startswith("Banco de dados") for one in said)


def test_nothing_at_all_gets_sentences_and_is_not_made(tmp_path):
    config = from_environment({"WORKCHAT_INSTANCE": str(tmp_path / "nada")})
    said = list(examine(config, offline=True))
    assert not healthy(said)
    assert all(one.todo for one in said if one.mark != FINE)
    assert not (tmp_path / "nada").exists()


def test_files_that_others_may_open_are_wrong_with_the_command_that_mends_them(school):
    (school.instance / "keys.json").chmod(0o644)
    found = of(school)["Permissões"]
    assert found.mark == WRONG
    assert found.todo == f"Rode: chmod 600 {school.instance / 'keys.json'}"


def test_a_database_that_waits_for_an_update_says_so(school):
    with closing(sqlite3.connect(school.database_url, isolation_level=None)) as records:
        records.execute("DELETE FROM schema_migration WHERE name LIKE '0004%'")
    assert of(school)["Banco de dados"].mark == LOOK


@pytest.mark.parametrize(
    ("more", "what", "mark"),
    [
        ({"url": "atendimento.escola.br"}, "Endereço", WRONG),
        ({"url": "https://x.br/chat"}, "Endereço", WRONG),
        ({"url": "http://10.0.0.2:8000"}, "Endereço", LOOK),
        ({"url": "https://x.br"}, "Proxy", LOOK),
        ({"server": "gunicorn"}, "Servidor", WRONG),
        ({"embed_origins": ("portal",), "url": "https://x.br"}, "Portal", WRONG),
        ({"database_url": "mysql://x"}, "Banco de dados", WRONG),
        ({"database_url": "postgresql://ana:segredo@127.0.0.1:1/x"}, "Banco de dados", WRONG),
    ],
)
def test_what_was_configured_wrongly_is_said(school, more, what, mark):
    found = of(school, **more)[what]
    assert (found.mark, bool(found.words)) == (mark, True)
    assert "segredo" not in str(found)


def test_a_postgres_is_asked_without_writing_and_its_connections_are_counted(school, postgres_url):
    with closing(psycopg.connect(postgres_url, autocommit=True)) as server:
        server.execute("CREATE DATABASE examined")
    url = postgres_url.replace("/postgres?", "/examined?")
    opened = open_database(url)
    migrate()
    with db.connection_context():
        make_cast()
    opened.close_all()
    said = of(school, database_url=url)
    assert {said[what].mark for what in ("Banco de dados", "Relógio", "Conexões do Postgres", "Número Secretaria")} == {
        FINE
    }
    with closing(psycopg.connect(postgres_url, autocommit=True)) as server:
        server.execute("DROP DATABASE examined")  # nobody is left on it


def test_a_number_that_whatsapp_stopped_is_wrong(school):
    opened = open_database(school.database_url)
    with db.connection_context():
        Number.update(stopped_at=NOW, stopped_why="O token venceu.").execute()
    opened.close_all()
    found = of(school)["Número Secretaria"]
    assert found.mark == WRONG and "O token venceu." in found.words


def test_the_doctor_looks_at_a_running_school_and_its_exit_code_says_how_it_is(tmp_path):
    instance, port = tmp_path / "instance", free_port()
    with running("", "--port", port, instance=instance) as desk:
        desk.says("/set-up/")
        until(lambda: "certo    Envio" in run("doctor", "--offline", "--port", port, instance=instance).stdout)
        open_now = run("doctor", "--offline", "--port", port, instance=instance)
        desk.tell_to_stop()
        assert desk.ends() == 0
    assert open_now.returncode == 0, open_now.stdout
    assert "certo    Páginas: abertas" in open_now.stdout
    closed = run("doctor", "--offline", "--port", port, instance=instance)
    assert "Páginas: fechadas" in closed.stdout
    (instance / "keys.json").unlink()
    broken = run("doctor", "--offline", instance=instance)
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr
    assert not (instance / "keys.json").exists()
