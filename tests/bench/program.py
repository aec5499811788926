"""WorkChat's programs as a school runs them, in processes of their own, but WhatsApp is the one beside us.

python -m tests.bench.program WORD PORT     (word "", web or worker; the port of late_answers)
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tests.processes import environment
from workchat.cli import main
from workchat.config import ROOT, Config
from workchat.whatsapp import connect


def start(word: str, config: Config, whatsapp: int, port: int = 0, said: IO[str] | None = None) -> subprocess.Popen:
    """The word of `python3 app.py WORD`, on this school; `port` of its pages, if it has any; `said`: its log."""
    words = [sys.executable, "-m", "tests.bench.program", word, str(whatsapp)]
    more = {"WORKCHAT_PORT": str(port or 1)}
    if "://" in config.database_url:
        more["DATABASE_URL"] = config.database_url
    told = environment(config.instance, **more)
    return subprocess.Popen(words, env=told, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)


def stop(*processes: subprocess.Popen) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def programs(*started: subprocess.Popen) -> Iterator[tuple[subprocess.Popen, ...]]:
    try:
        yield started
    finally:
        stop(*started)


if __name__ == "__main__":
    connect.GRAPH = f"http://127.0.0.1:{sys.argv[2]}"
    main(sys.argv[1], [])
