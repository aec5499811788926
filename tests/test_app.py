"""WorkChat started and stopped like on the school's server: real processes, their first words and their last."""

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.cast import PASSWORD
from tests.processes import Browser, free_port, refuses, run, running, until
from workchat.config import ROOT

LINK = r"/set-up/(\S+)"
SCHOOL = {
    "school_name": "Escola Aurora", "timezone": "America/Sao_Paulo", "name": "Ana Prado",
    "email": "ana@escola.example", "password": PASSWORD, "again": PASSWORD,
}  # fmt: skip


@pytest.fixture
def instance(tmp_path):
    return tmp_path / "instance"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(request, tmp_path) -> Iterator[str]:
    """DATABASE_URL of a database in which nothing was ever created."""
    if request.param == "sqlite":
        yield str(tmp_path / "workchat.db")
        return
    url = request.getfixturevalue("postgres_url")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE started")
        yield url.replace("/postgres?", "/started?")
        connection.execute("DROP DATABASE started WITH (FORCE)")


def set_up(browser: Browser, link: str) -> None:
    """Send the set-up form; the answer is still to come."""
    browser.ask("POST", f"/set-up/{link}", {"csrf_token": browser.token(f"/set-up/{link}"), **SCHOOL})


def test_the_set_up_link_of_the_first_start_opens_the_school_and_the_second_start_finds_it(instance):
    port = free_port()
    with running("", "--port", port, instance=instance) as desk, closing(Browser(port)) as ana:
        set_up(ana, desk.says(LINK)[1])
        assert ana.answer()[0] == 303
        desk.tell_to_stop()
        assert desk.ends() == 0

    with running("", "--port", port, instance=instance) as desk, closing(Browser(port)) as bia:
        desk.says("WorkChat em")
        status, page = bia.get("/login")
        assert status == 200
        assert 'name="password"' in page
        desk.tell_to_stop()
        assert desk.ends() == 0


def test_the_set_up_link_is_offered_only_until_somebody_administers(instance):
    port = free_port()
    with running("web", "--port", port, instance=instance) as desk, closing(Browser(port)) as ana:
        assert "/set-up/" in run("link", instance=instance).stdout
        set_up(ana, desk.says(LINK)[1])
        assert ana.answer()[0] == 303
    again = run("link", instance=instance)
    assert (again.returncode, again.stdout) == (1, "")
    assert "O primeiro acesso já foi feito" in again.stderr
    own = run("link", "Ana@Escola.example", instance=instance)
    assert "Ana Prado" in own.stdout
    assert "/access/" in own.stdout


def test_a_page_in_flight_is_answered_before_the_end(instance):
    port = free_port()
    with running("web", "--port", port, instance=instance) as desk, closing(Browser(port)) as ana:
        link = desk.says(LINK)[1]
        with closing(sqlite3.connect(instance / "workchat.db", isolation_level=None)) as busy:
            busy.execute("BEGIN IMMEDIATE")  # nobody else can write: the page has to wait
            set_up(ana, link)
            desk.tell_to_stop()
            until(lambda: refuses(port))
            busy.execute("ROLLBACK")
        assert ana.answer()[0] == 303
        assert desk.ends() == 0
    assert "O primeiro acesso já foi feito" in run("link", instance=instance).stderr


def test_pages_and_worker_start_at_once_on_an_empty_database(instance, empty_database):
    port = free_port()
    where = {"instance": instance, "DATABASE_URL": empty_database}
    with running("web", "--port", port, **where) as web, running("worker", **where) as worker:
        web.says("WorkChat em")
        worker.says("WorkChat enviando")
        with closing(Browser(port)) as somebody:
            assert somebody.get("/")[0] == 200
        for process in (worker, web):
            process.tell_to_stop()
            assert process.ends() == 0


@pytest.mark.parametrize(("head", "says"), [
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999", "Arquivo grande demais"),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: muito", "Não entendemos o pedido"),
])  # fmt: skip
def test_what_no_page_gets_to_see_is_refused_in_words_too(instance, head, says):
    port = free_port()
    with running("web", "--port", port, instance=instance) as desk:
        desk.says(LINK)
        with socket.create_connection(("127.0.0.1", port), 10) as browser:
            browser.sendall(f"{head}\r\n\r\n".encode())
            with browser.makefile("rb") as answer:
                body = answer.read().decode().partition("\r\n\r\n")[2]
        assert says in body and "waitress" not in body


@pytest.mark.parametrize(("proxy", "believed"), [("127.0.0.1", "203.0.113.9"), ("", "127.0.0.1")])
def test_only_the_schools_own_proxy_says_where_a_person_is(instance, proxy, believed):
    port = free_port()
    headers = {
        "Host": "aurora.example", "Referer": "https://aurora.example/", "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https", "X-Forwarded-Host": "aurora.example",
    }  # fmt: skip
    with (
        running("web", "--port", port, instance=instance, WORKCHAT_TRUSTED_PROXY=proxy) as desk,
        closing(Browser(port, **headers)) as ana,
    ):
        set_up(ana, desk.says(LINK)[1])
        assert ana.answer()[0] == 303
    with closing(sqlite3.connect(instance / "workchat.db")) as records:
        assert records.execute("SELECT address FROM session").fetchall() == [(believed,)]


def test_a_taken_port_is_said_in_a_sentence(instance):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        refused = run("web", "--port", port, instance=instance)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"A porta {port} já está em uso.")
    assert one_sentence_line(refused)


@pytest.mark.parametrize(
    ("word", "settings", "code", "said"),
    [
        ("migrate", {"WORKCHAT_INSTANCE": "{file}/inside"}, 1, "Não foi possível gravar na pasta"),
        ("migrate", {"DATABASE_URL": "{folder}"}, 1, "Não foi possível abrir o banco de dados"),
        ("migrate", {"DATABASE_URL": "{file}"}, 1, "Não foi possível abrir o banco de dados"),
        ("migrate", {"DATABASE_URL": "mysql://escola"}, 1, "DATABASE_URL deve começar com postgresql://"),
        ("web", {"DATABASE_URL": "postgresql://ana:segredo@127.0.0.1:1/x"}, 1, "Não foi possível abrir o Postgres"),
        ("migrate", {"WORKCHAT_KEYS": "{}"}, 1, "As chaves em WORKCHAT_KEYS não podem ser lidas"),
        ("web", {"WORKCHAT_PORT": "oitenta"}, 2, "A porta deve ser um número"),
    ],
)
def test_what_is_in_the_way_is_said_in_a_sentence(word, settings, code, said, tmp_path):
    file = tmp_path / "um arquivo"
    file.write_text("isto não é um banco de dados, é só um texto")
    filled = {
        name: value.replace("{file}", str(file)).replace("{folder}", str(tmp_path)) for name, value in settings.items()
    }
    options = ["--port", free_port()] if word == "web" and "WORKCHAT_PORT" not in settings else []
    refused = run(word, *options, **{"instance": tmp_path / "instance", **filled})
    assert refused.returncode == code
    assert refused.stderr.startswith(said)
    assert "segredo" not in refused.stderr
    assert one_sentence_line(refused)


def test_an_unknown_option_is_said_in_a_sentence(instance):
    refused = run("web", "--prot", "8001", instance=instance)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Opção desconhecida.")


def test_an_unknown_word_lists_the_words_before_anything_is_installed(tmp_path):
    alone = tmp_path / "app.py"
    alone.write_text((ROOT / "app.py").read_text())
    refused = subprocess.run([sys.executable, alone, "abrir"], capture_output=True, text=True)
    assert refused.returncode == 2
    assert "não conhece a palavra “abrir”" in refused.stderr
    assert "app.py worker" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["app.py"]


def one_sentence_line(ended: subprocess.CompletedProcess[str]) -> bool:
    """Nothing but the sentence: no trace, no second line."""
    return len(ended.stderr.splitlines()) == 1 and ended.stdout == ""


def test_granian_serves_only_the_pages_and_says_so(instance):
    ended = run("", "--port", free_port(), instance=instance, WORKCHAT_SERVER="granian")
    assert ended.returncode == 1
    assert "app.py worker" in ended.stderr and "Traceback" not in ended.stderr
