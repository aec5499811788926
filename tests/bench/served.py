"""The school's pages and, in the same process, a bare Flask route: what the server alone can do.

python -m tests.bench.served waitress|granian     (the address, folder and keys come from the environment)
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tests.bench.bare import bare
from tests.processes import environment, free_port, refuses
from workchat import create_app
from workchat.config import ROOT, from_environment
from workchat.log import one_line_an_event
from workchat.opening import open_school
from workchat.serve import listen, serve_with_waitress


def both() -> Flask:
    """The school as it is served, and the bare route beside it."""
    one_line_an_event()
    config = from_environment()
    open_school(config)
    school, nothing = create_app(config), bare()
    pages = school.wsgi_app

    def answer(environ: dict, start_response: Callable):
        return (nothing if environ["PATH_INFO"] == "/bare" else pages)(environ, start_response)

    school.wsgi_app = answer
    return school


def serve(server: str) -> None:
    """As workchat.serve does for the school."""
    config = from_environment()
    if server == "waitress":
        serve_with_waitress(both(), listen(config), config, lambda: None)
        return
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "tests.bench.served:both", factory=True, interface=Interfaces.WSGI,
        address=config.host, port=config.port, workers=1, blocking_threads=8, log_enabled=False,
    ).serve()  # fmt: skip


@contextmanager
def serving(instance: Path, server: str = "waitress", **env: str) -> Iterator[tuple[int, int]]:
    """Yields the port and the process id, once it answers."""
    port = free_port()
    words = [sys.executable, "-m", "tests.bench.served", server]
    surroundings = environment(instance, WORKCHAT_PORT=str(port), **env)
    process = subprocess.Popen(words, env=surroundings, cwd=ROOT)
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 30
    while refuses(port):
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError("the server did not start")
        time.sleep(0.005)


if __name__ == "__main__":
    serve(sys.argv[1])
