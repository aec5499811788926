"""A closing reason moves in the list that agents choose from."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.db import db
from workchat.settings.models import ClosingReason
from workchat.settings.save import write_history
from workchat.settings.save_reason import AREA


def move_reason(reason: ClosingReason, step: int, by: User, now: datetime) -> None:
    """Move a reason one place up (-1) or down (+1) in the list that agents choose from."""
    with db.atomic():
        rows = list(ClosingReason.in_order())
        place = next(i for i, row in enumerate(rows) if row.id == reason.id)
        target = min(max(place + step, 0), len(rows) - 1)
        rows.insert(target, rows.pop(place))
        for position, row in enumerate(rows, start=1):
            ClosingReason.update(position=position).where(ClosingReason.id == row.id).execute()
        write_history(AREA, reason.name, {"Ordem": f"{place + 1}º"}, {"Ordem": f"{target + 1}º"}, by, now)
