"""An invented person gets another phone number, and WhatsApp tells the school."""

import secrets
from datetime import datetime

from workchat.contacts.rules import phone_key
from workchat.db import timestamp
from workchat.simulator import wire
from workchat.simulator.accept import new_wamid
from workchat.simulator.models import Phone, line_of
from workchat.whatsapp.models import Number


def change_phone(number: Number, phone: Phone, new_wa_id: str, now: datetime) -> list[dict]:
    """A new phone comes with a new BSUID (Meta). No entries when the phone belongs to somebody already."""
    taken = {phone_key(other.wa_id) for other in Phone.select().where(Phone.id != phone.id)}
    if phone_key(new_wa_id) in taken or new_wa_id == phone.wa_id:
        return []
    before = phone.person
    phone.wa_id, phone.bsuid = new_wa_id, f"BR.{secrets.randbelow(10**15)}"
    phone.save()
    return [wire.changed_number_entry(line_of(number), before, phone.person, new_wamid(), timestamp(now))]
