"""How long something takes, as people say it."""

import math
from datetime import timedelta


def spoken(span: timedelta) -> str:
    """90 seconds -> "1 min 30 s", 9570 -> "2 h 40 min": rounded up, and no finer than a person needs."""
    seconds = span.total_seconds()
    if seconds < 600:
        minutes, rest = divmod(math.ceil(seconds), 60)
        return f"{minutes} min {rest} s" if minutes and rest else f"{minutes} min" if minutes else f"{rest} s"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "dia" if days == 1 else "dias"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {name}" for count, name in parts[: 2 if days else 3] if count)
