"""Whether the records can be asked at all."""

import time

from workchat.db import AWAY, CONNECTIONS, db, run

# A table, because SQLite answers `SELECT 1` without looking at its file.
ANY_ROW = "SELECT oldest FROM compatibility LIMIT 1"
TRIES = CONNECTIONS["all"] + 1  # every connection of the pool, and a fresh one
PATIENCE = 1.0  # seconds: a dead one says so at once. Of a silent one (silence.py) the next would be silent too


def answers() -> bool:
    """True when the database answers a question that costs nothing. Whatever the reason is why it does not: False.

    A connection of the pool may have died with a database that is back by now: then the next one is asked.
    """
    until = time.monotonic() + PATIENCE
    try:
        return any(_ask() for _ in range(TRIES) if time.monotonic() < until)
    except Exception:
        return False


def _ask() -> bool:
    """By one connection. False: it is dead, and gone from the pool. Raises when there is none to be had."""
    opened = db.connect(reuse_if_open=True)
    try:
        run(ANY_ROW).fetchone()
    except AWAY:
        if not opened:
            raise
        return False
    finally:
        if opened:
            db.close()
    return True
