"""Somebody who wanted no scheduled messages was erased: their silence holds when the same phone comes back."""

from datetime import datetime

from workchat.contacts.models import Contact, ContactAlias, KeptOptOut
from workchat.vault import vault


def is_silenced(*keys: str | None) -> datetime | None:
    """Since when the person with any of these phone keys or BSUIDs wants silence; None when nothing is known.

    Only a keyed hash was kept (LGPD: an erased person must not be messaged again, and must not be in the database).
    """
    hashes = [vault.fingerprint(key) for key in keys if key]
    found = [KeptOptOut.fetch("WHERE fingerprint = ?", one) for one in hashes]
    return min((row.at for row in found if row), default=None)


def keep_silence(contact: Contact, now: datetime) -> None:
    """Before somebody is erased: keep their silence, or forget an older one when they came back to the messages."""
    keys = {vault.fingerprint(key) for key in _keys(contact) if key}
    if contact.opted_out_at is None:
        KeptOptOut.delete().where(KeptOptOut.fingerprint.in_(keys)).execute()
        return
    for fingerprint in sorted(keys):
        KeptOptOut.insert(fingerprint=fingerprint, at=now).on_conflict_ignore().execute()


def _keys(contact: Contact) -> list[str | None]:
    aliases = ContactAlias.fetch_all("WHERE contact_id = ?", contact.id)
    return [key for row in (contact, *aliases) for key in (row.phone_key, row.bsuid)]
