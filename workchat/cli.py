"""The words behind app.py that start the pages and the worker, test and measure. Those that look after a school:
commands.py."""

import argparse
import subprocess
import sys
from typing import NoReturn

from flask import Flask

from workchat import create_app
from workchat.accounts.set_up import make_link
from workchat.commands import FIRST_ACCESS, LOOKS_AFTER, OPTIONS, WHAT_EXISTS, address
from workchat.config import ROOT, Config, from_environment
from workchat.db import clock, db
from workchat.demo.rm.serve import invented_totvs
from workchat.log import one_line_an_event
from workchat.opening import open_school
from workchat.running.heartbeat import ALL, WEB, WORKER, Heartbeat
from workchat.serve import Stop, listen, serve_with_granian, serve_with_waitress

NOT_A_PORT = "A porta deve ser um número de 1 a 65535."
NO_SUCH_OPTION = "Opção desconhecida. Depois desta palavra, o que pode vir é: {}."
NO_OPTIONS = "Opção desconhecida. Depois de “{}” não vem mais nada."
GRANIAN_ALONE = (
    "WORKCHAT_SERVER=granian serve só as páginas. Abra dois programas: "
    "python3 app.py web, e ao lado python3 app.py worker"
)


def main(word: str, rest: list[str]) -> None:
    """Do what the word of `python3 app.py WORD` asks. Leaves with an exit code: 0 done, 1 cannot, 2 mistyped."""
    one_line_an_event()
    if word in DEVELOPERS:
        sys.exit(DEVELOPERS[word](rest))
    config, typed = options(word, rest)
    in_words = word in LOOKS_AFTER and config.log != "debug"  # somebody reads sentences of it in a terminal
    one_line_an_event("warning" if in_words else config.log)
    COMMANDS[word](config, typed)


def options(word: str, rest: list[str]) -> tuple[Config, argparse.Namespace]:
    """The configuration, with --host and --port winning over the environment, and what else was typed."""
    parser = InPortuguese(word, add_help=False, allow_abbrev=False)
    parser.add_argument("--host")
    parser.add_argument("--port")
    for name, meaning in OPTIONS.get(word, {}).items():
        parser.add_argument(name, **meaning)
    typed = parser.parse_args(rest)
    try:
        config = from_environment(host=typed.host, port=typed.port)
    except ValueError:
        config = None
    if config is None or not 0 < config.port < 65536:
        mistyped(NOT_A_PORT)
    return config, typed


class InPortuguese(argparse.ArgumentParser):
    def error(self, _message: str) -> NoReturn:
        there = WHAT_EXISTS.get(self.prog)
        mistyped(NO_SUCH_OPTION.format(there) if there else NO_OPTIONS.format(self.prog))


def mistyped(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)


def everything(config: Config, _typed: argparse.Namespace) -> None:
    """The pages and the worker in one process. granian makes a copy of it, which threads do not survive."""
    if config.server == "granian":
        sys.exit(GRANIAN_ALONE)
    serve(config, ALL)


def web(config: Config, _typed: argparse.Namespace) -> None:
    serve(config, WEB)


def serve(config: Config, kind: str) -> None:
    from workchat.simulator.connect import ensure_simulator
    from workchat.worker import Worker

    door = listen(config)
    open_school(config, kind)
    with db.connection_context():
        ensure_simulator(config)
    app = create_app(config)
    working = Worker(config, kind) if kind == ALL else Heartbeat(kind)
    finish = working.stop if kind == ALL else lambda: None  # pages in flight need no sender, but it needs the pages
    announce(config)
    with invented_totvs(config):
        try:
            working.start()
            granian = config.server == "granian"
            serve_with_granian(door, config, finish) if granian else serve_with_waitress(app, door, config, finish)
        finally:
            working.stop()
    print("WorkChat parado.", flush=True)


def announce(config: Config) -> None:
    """Say where the school is, and how its first administrator comes in while there is none."""
    print(f"WorkChat em {address(config)}. Para parar: Ctrl-C.", flush=True)
    with db.connection_context():
        token = make_link(clock())
    if token:
        print(FIRST_ACCESS.format(address(config), token), flush=True)


def worker(config: Config, _typed: argparse.Namespace) -> None:
    """What WorkChat does by itself, without the pages."""
    from workchat.worker import Worker

    open_school(config, WORKER)
    stop, working = Stop(), Worker(config)
    working.start()
    print("WorkChat enviando. Para parar: Ctrl-C.", flush=True)
    stop.wait()
    working.stop()
    print("WorkChat parado.", flush=True)


def granian_app() -> Flask:
    """The pages, for granian's own processes: they start from the environment alone. Their parent signs for them."""
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    config = from_environment()
    one_line_an_event(config.log)
    open_school(config, WEB)
    app = create_app(config)
    return wrap_wsgi_with_proxy_headers(app, trusted_hosts=config.trusted_proxy) if config.trusted_proxy else app


def test(rest: list[str]) -> int:
    return python("-m", "pytest", *rest)


def check(_rest: list[str]) -> int:
    return python("-m", "ruff", "check", ".") or python("-m", "ruff", "format", "--check", ".")


def bench(rest: list[str]) -> int:
    return python("-m", "tests.bench", *rest)


def torture(rest: list[str]) -> int:
    return python("-m", "tests.torture", *rest)


def python(*words: str) -> int:
    return subprocess.call([sys.executable, *words], cwd=ROOT, stdin=subprocess.DEVNULL)


COMMANDS = {"": everything, "web": web, "worker": worker, **LOOKS_AFTER}
DEVELOPERS = {"test": test, "check": check, "bench": bench, "torture": torture}
