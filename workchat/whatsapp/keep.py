"""An update that could not be stored is kept, sealed, for seven days: a person sees why and tries again."""

import hashlib
import json
from datetime import datetime, timedelta

from workchat.db import db
from workchat.log import count
from workchat.vault import vault
from workchat.whatsapp import payload
from workchat.whatsapp.models import KeptUpdate, Number

SEALED = "kept_update.body"
KEPT_FOR = timedelta(days=7)


def keep(arrived: payload.Arrived, error: str, now: datetime) -> None:
    """Seal the update with the reason, once: Meta repeats what it thinks was not received."""
    count("kept")
    body = json.dumps(arrived.alone(), sort_keys=True)
    phone_number_id = getattr(arrived.update, "phone_number_id", None) or ""
    row = {
        "number": Number.get_or_none(Number.phone_number_id == phone_number_id),
        "phone_number_id": phone_number_id,
        "received_at": now,
        "sealed_body": vault.seal(body, SEALED),
        "error": error,
        "digest": hashlib.sha256(body.encode()).hexdigest(),
    }
    again = {KeptUpdate.settled_at: None}
    KeptUpdate.insert(row).on_conflict(
        conflict_target=[KeptUpdate.digest], preserve=[KeptUpdate.error], update=again
    ).execute()


def kept():
    """What still waits for a person, newest first."""
    return KeptUpdate.select().where(KeptUpdate.settled_at.is_null()).order_by(KeptUpdate.id.desc())


def read_again(row: KeptUpdate) -> list[payload.Arrived]:
    """The kept update as if it had just arrived."""
    return payload.read_each(vault.unseal(row.sealed_body, SEALED).encode())


def clean_up(now: datetime) -> int:
    """Delete what was kept longer than seven days, settled or not; returns how many."""
    with db.atomic():
        return KeptUpdate.delete().where(KeptUpdate.received_at < now - KEPT_FOR).execute()
