"""python3 app.py torture [--rounds N] [--seed S] [--only sqlite|postgres]: the fault campaign on both databases."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.postgres import own_postgres
from tests.torture.run import torture

ROUNDS = 1000  # kills on each database


def main() -> int:
    parser = argparse.ArgumentParser("app.py torture")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="processes to kill on each database")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--keep", action="store_true", help="keep the database and the processes' log")
    asked = parser.parse_args()
    failed = False
    for name in ("sqlite", "postgres"):
        if asked.only in (None, name):
            failed |= _one(name, asked)
    return int(failed)


def _one(name: str, asked: argparse.Namespace) -> bool:
    """Whether the promise was broken."""
    print(f"{name}: {asked.rounds} kills, seed {asked.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="torture")
    if name == "sqlite":
        shown, broken = torture(Path(folder), asked.seed, asked.rounds)
    else:
        with own_postgres() as server:
            shown, broken = torture(Path(folder), asked.seed, asked.rounds, server.url, server)
    print(shown, f"\n{broken}" if broken else "", flush=True)
    if asked.keep:
        print(folder)
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
