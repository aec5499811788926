"""Whether the records can be asked at all."""

from workchat.db import db, run

# A table, because SQLite answers `SELECT 1` without looking at its file.
ANY_ROW = "SELECT oldest FROM compatibility LIMIT 1"


def answers() -> bool:
    """True when the database answers a question that costs nothing. Whatever the reason is why it does not: False."""
    try:
        opened = db.connect(reuse_if_open=True)
        try:
            run(ANY_ROW).fetchone()
        finally:
            if opened:
                db.close()
    except Exception:
        return False
    return True
