"""A closing reason that no ticket was closed with is deleted; one in use can only be put out of use."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.db import db
from workchat.settings.models import ClosingReason
from workchat.settings.save import write_history
from workchat.settings.save_reason import AREA


def delete_reason(reason: ClosingReason, by: User, now: datetime) -> bool:
    """Delete a reason that no ticket was closed with. False: it is in use, and can only be put out of use."""
    try:
        with db.atomic():
            if reason.id in used_reasons():
                return False
            ClosingReason.delete_by_id(reason.id)
            write_history(AREA, reason.name, {"Motivo": reason.name}, {"Motivo": "excluído"}, by, now)
    except IntegrityError:  # a ticket was closed with it this very moment
        return False
    return True


def used_reasons() -> set[int]:
    """The ids of the reasons that some ticket was closed with."""
    used = Ticket.select(Ticket.closing_reason).where(Ticket.closing_reason.is_null(False)).distinct().tuples()
    return {row[0] for row in used}
