"""django-meta-whatsapp beside us: a venv of its own, the same server and threads, SQLite as fast as we run it.

It checks no signature, and answers 400 when SQLite is busy for too long: only what it answered by 200 counts.
"""

import json
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.measure import Sample
from tests.bench.processes import cpu_of
from tests.bench.served import wait_for
from tests.processes import free_port
from workchat.config import ROOT

PACKAGES = ("django-meta-whatsapp==1.1.0", "waitress")
SETTINGS = """
SECRET_KEY, DEBUG, ALLOWED_HOSTS, ROOT_URLCONF, USE_TZ = "x" * 50, False, ["*"], "peer", True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_meta_whatsapp"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # says how long an answer is
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "peer.db", "CONN_MAX_AGE": None, "OPTIONS": {
    "timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=%s"}}}
"""
SERVE = """
import sys
import django
from django.core.management import call_command
from django.urls import include, path
if __name__ == "__main__":
    django.setup()
urlpatterns = [path("whatsapp/", include("django_meta_whatsapp.urls"))]
if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    from django_meta_whatsapp.models import WhatsAppAccount
    WhatsAppAccount.objects.get_or_create(phone_number_id="1000", defaults={"name": "Escola", "access_token": "x"})
    import waitress
    from django.core.wsgi import get_wsgi_application
    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=8)
"""


def install(folder: Path) -> Path:
    """The Python of a new venv that holds it; from pip's cache or the network."""
    venv = folder / "peer-venv"
    if not venv.exists():
        subprocess.run([sys._base_executable, "-m", "venv", venv], check=True)
        words = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return venv / "bin" / "python"


@contextmanager
def peer(folder: Path, synchronous: str) -> Iterator[Callable[[Iterator[bytes]], Sample]]:
    """Yields what posts requests to it and counts the messages that it stored a second."""
    python, port, home = install(folder), free_port(), folder / f"peer-{synchronous}"
    home.mkdir()
    (home / "peer_settings.py").write_text(SETTINGS % synchronous)
    (home / "peer.py").write_text(SERVE)
    told = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "peer_settings", "PYTHONPATH": str(home)}
    process = subprocess.Popen([python, "peer.py", str(port)], cwd=home, env=told, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield partial(_measure, port, process.pid, home / "peer.db")
    finally:
        process.kill()
        process.wait()


def _measure(port: int, process: int, file: Path, wires: Iterator[bytes]) -> Sample:
    posts, before, cpu = [_to_it(wire) for wire in wires], _stored(file), cpu_of(process)
    plan = pickle.dumps((port, posts, 16))
    words = [sys.executable, "-m", "tests.bench.generator"]
    done = subprocess.run(words, input=plan, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    found, count = json.loads(done.stdout), _stored(file) - before
    cost = (cpu_of(process) - cpu) / max(1, count) * 1000
    return Sample(count / found["seconds"], found["p50"], found["p99"], cost)


def _to_it(wire: bytes) -> bytes:
    return wire.replace(b"/whatsapp/webhook", b"/whatsapp/webhook/", 1)


def _stored(file: Path) -> int:
    plain = sqlite3.connect(file)
    found = plain.execute("SELECT COUNT(*) FROM django_meta_whatsapp_whatsappmessage").fetchone()[0]
    plain.close()
    return found
