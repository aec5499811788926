"""Somebody was erased: no sync of students brings them back, only a person of the school, or they themselves."""

from datetime import datetime

from workchat.contacts.models import Contact, ContactAlias, KeptErasure
from workchat.vault import vault


def keep_erasure(contact: Contact, now: datetime) -> None:
    """Before somebody is erased: remember each of their phones as a keyed hash.

    It stays when they write again, or a person of the school adds them by hand: that makes a contact, as ever, but who
    asked to be erased is not linked again to students by what the school's system says at night.
    """
    aliases = ContactAlias.fetch_all("WHERE contact_id = ?", contact.id)
    for key in sorted({row.phone_key for row in (contact, *aliases) if row.phone_key}):
        KeptErasure.insert(fingerprint=vault.fingerprint(key), at=now).on_conflict_ignore().execute()
