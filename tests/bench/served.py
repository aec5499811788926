"""The school's pages and, in the same process, a bare Flask route: what the server alone can do.

python -m tests.bench.served waitress|granian [bare]     (the address, folder and keys come from the environment)
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, request

from tests.processes import environment, free_port, refuses
from workchat import create_app
from workchat.config import ROOT, from_environment
from workchat.log import one_line_an_event
from workchat.opening import open_school
from workchat.serve import listen, serve_with_waitress


def bare() -> Flask:
    """Reads the body and says an empty 200 (after a 204 waitress closes the connection); a GET gets one word."""
    app = Flask("bare")

    @app.post("/bare")
    def take() -> tuple[str, int]:
        request.get_data()
        return "", 200

    @app.get("/bare")
    def show() -> str:
        return "ok"

    return app


def both() -> Callable:
    """The school as it is served, and the bare route beside it."""
    one_line_an_event()
    config = from_environment()
    open_school(config)
    school, nothing = create_app(config), bare()

    def answer(environ: dict, start_response: Callable):
        return (nothing if environ["PATH_INFO"] == "/bare" else school)(environ, start_response)

    return answer


def serve(server: str, only_bare: bool) -> None:
    """As workchat.serve does for the school."""
    config = from_environment()
    if server == "waitress":
        serve_with_waitress(bare() if only_bare else both(), listen(config), config, lambda: None)
        return
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        f"tests.bench.served:{'bare' if only_bare else 'both'}", factory=True, interface=Interfaces.WSGI,
        address=config.host, port=config.port, workers=1, blocking_threads=8, log_enabled=False,
    ).serve()  # fmt: skip


@contextmanager
def serving(instance: Path, server: str = "waitress", only_bare: bool = False, **env: str) -> Iterator[tuple[int, int]]:
    """Yields the port and the process id, once it answers."""
    port = free_port()
    words = [sys.executable, "-m", "tests.bench.served", server, *(["bare"] if only_bare else [])]
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
    serve(sys.argv[1], "bare" in sys.argv[2:])
