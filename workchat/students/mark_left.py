"""Students who are no longer in what the school's system says: marked as left, never deleted."""

from collections.abc import Sequence
from datetime import datetime

from workchat.db import run

PRESENT = "SELECT ra FROM student WHERE left_at IS NULL"
LEAVE = "UPDATE student SET left_at = ? WHERE ra IN ({marks}) AND left_at IS NULL RETURNING id, ra, name"
END = "UPDATE enrolment SET ended_at = ? WHERE ended_at IS NULL AND student_id IN ({marks})"


def present_ras() -> set[str]:
    """The RA of everybody who has not left."""
    return {ra for (ra,) in run(PRESENT).fetchall()}


def mark_left(ras: Sequence[str], now: datetime) -> list[tuple[str, str, str]]:
    """Mark them in the caller's transaction; (action, subject, words) of each for the report.

    Their enrolments end. Who answered for them stays written: the panel says "Saiu em …".
    """
    rows = run(LEAVE.format(marks=_marks(ras)), now, *ras).fetchall()
    run(END.format(marks=_marks(rows)), now, *(row[0] for row in rows))
    return [("gone", f"{name} (RA {ra})", "") for _, ra, name in rows]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values)) or "NULL"
