"""A person tries a kept update again, after the number was connected or WorkChat was updated."""

from datetime import datetime

from workchat.vault import CannotUnseal
from workchat.whatsapp.keep import read_again
from workchat.whatsapp.models import KeptUpdate, Number
from workchat.whatsapp.take_in import take_in


def retry(row: KeptUpdate, now: datetime) -> bool:
    """True when it was stored now; False when it still cannot be, and its error is the new one."""
    numbers = {number.phone_number_id: number for number in Number.select().where(Number.active)}
    try:
        again = read_again(row)
    except CannotUnseal:
        return False
    KeptUpdate.update(settled_at=now).where(KeptUpdate.id == row.id).execute()
    try:
        take_in(again, numbers, now)
    except Exception:
        KeptUpdate.update(settled_at=None).where(KeptUpdate.id == row.id).execute()
        raise
    return KeptUpdate.get_by_id(row.id).settled_at is not None
