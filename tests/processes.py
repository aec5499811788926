"""WorkChat as the school's server runs it: real processes, started with a word and stopped with a signal."""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from workchat.config import ROOT

# Inside .venv, as `app.py test` runs us, app.py itself; elsewhere what app.py calls, so that no .venv is made.
INSIDE = Path(sys.prefix).resolve() == (ROOT / ".venv").resolve()
START = ["app.py"] if INSIDE else ["-c", "import sys; from workchat.cli import main; main(sys.argv[1], sys.argv[2:])"]


# Under the ports that systems lend to outgoing connections: one of those could take a free port before its server
# does, or, looking whether the server is there, be connected to itself.
NOT_LENT = list(range(20000, 32000))
_ports = iter(random.sample(NOT_LENT, len(NOT_LENT)))


def free_port() -> int:
    """A port on which nothing listens; none is given twice."""
    return next(port for port in _ports if _is_free(port))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def command(word: str, *options: object) -> list[str]:
    words = [word] if word or not INSIDE else []
    return [sys.executable, *START, *words, *(str(option) for option in options)]


def environment(instance: Path, **more: str) -> dict[str, str]:
    """Nothing of the machine's own settings but what Python needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return {**kept, "WORKCHAT_INSTANCE": str(instance), "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(word: str, *options: object, instance: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A word that comes to an end by itself."""
    return subprocess.run(
        command(word, *options), env=environment(instance, **more), cwd=ROOT, capture_output=True, text=True
    )


class Process:
    """A word that goes on until it is told to stop."""

    def __init__(self, word: str, *options: object, instance: Path, **more: str) -> None:
        self._child = subprocess.Popen(
            command(word, *options), env=environment(instance, **more), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def says(self, pattern: str) -> re.Match[str]:
        """Wait for a line that matches."""
        for line in self._child.stdout:
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"ended with code {self._child.wait()} without saying {pattern!r}")

    def tell_to_stop(self) -> None:
        self._child.send_signal(signal.SIGTERM)

    def ends(self) -> int:
        """Wait for its end; the exit code."""
        return self._child.wait(120)

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        self._child.stdout.close()


@contextmanager
def running(word: str, *options: object, instance: Path, **more: str) -> Iterator[Process]:
    process = Process(word, *options, instance=instance, **more)
    try:
        yield process
    finally:
        process.close()


class Browser:
    """One kept connection to the pages, with its cookies; `headers` are what a proxy in between adds."""

    def __init__(self, port: int, **headers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = headers
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict | None = None) -> None:
        """Send a request; `answer` waits for what comes back."""
        headers = self._headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(fields or {}), headers)

    def answer(self) -> tuple[int, str]:
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.read().decode()

    def get(self, path: str) -> tuple[int, str]:
        self.ask("GET", path)
        return self.answer()

    def at(self, port: int) -> "Browser":
        """The same browser, led to another host by the proxy in front of them: the cookies come along."""
        there = Browser(port, **self._headers)
        there._cookies = self._cookies
        return there

    def token(self, path: str) -> str:
        """The CSRF field of a page's form."""
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path)[1])[1]

    def close(self) -> None:
        self._connection.close()


def until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    """Look again and again until it has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        threading.Event().wait(0.02)  # the processes need the machine too


def refuses(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) != 0
