"""Many invented people at once: a whole school to send a scheduled message to, in the simulator only."""

from datetime import datetime

from workchat.db import db
from workchat.simulator.models import Phone

SLICE = 200  # rows of one INSERT
FIRST = 10_000  # beside the people that the simulator and the demonstration begin with
SERIES = "BR.17"


def add_phones(count: int, wrote_at: datetime | None = None) -> list[Phone]:
    """Add so many people, "Família 1" onwards. `wrote_at`: when they last wrote to the school; None = never."""
    first = Phone.select().where(Phone.bsuid.startswith(SERIES)).count()
    rows = [
        {"name": f"Família {place + 1}", "wa_id": f"5511990{FIRST + place:06}", "bsuid": f"{SERIES}{place:013}",
         "has_username": False, "last_wrote_at": wrote_at}
        for place in range(first, first + count)
    ]  # fmt: skip
    with db.atomic():
        for start in range(0, count, SLICE):
            Phone.insert_many(rows[start : start + SLICE]).execute()
    return list(Phone.select().where(Phone.bsuid.startswith(SERIES)).order_by(Phone.bsuid).offset(first))
