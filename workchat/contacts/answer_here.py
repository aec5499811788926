"""A person with two phones writes from the other one: the school answers where they wrote from.

WhatsApp's 24-hour window is open on that phone alone, so it becomes the contact's own, and the one until now an alias.
"""

from workchat.contacts.models import Contact, ContactAlias
from workchat.contacts.rules import phone_key

IDENTITY = ["wa_id", "bsuid", "phone_key"]
OTHER = """WHERE contact_id = ? AND (phone_key = ? OR bsuid = ?)
ORDER BY CASE WHEN phone_key = ? THEN 0 ELSE 1 END LIMIT 1"""


def answer_here(contact: Contact, wa_id: str | None, bsuid: str | None) -> None:
    """Turn the contact to the phone or BSUID that was just used. Nothing to do, and no query, when it is the usual one.

    The caller saves the contact; its alias is written here, in the caller's transaction.
    """
    key = phone_key(wa_id) if wa_id else None
    if key in (None, contact.phone_key) and bsuid in (None, contact.bsuid):
        return
    alias = ContactAlias.fetch(OTHER, contact.id, key, bsuid, key)
    if alias is None:
        return
    if key is None or key != contact.phone_key:
        _swap(contact, alias)
    if bsuid and alias.bsuid == bsuid:  # the ids changed phones
        alias.bsuid, contact.bsuid = contact.bsuid, bsuid
    _write(alias)
    contact.save(only=IDENTITY)  # now: a look for who has this phone must find it in one place


def _swap(contact: Contact, alias: ContactAlias) -> None:
    for name in IDENTITY:
        mine = getattr(contact, name)
        setattr(contact, name, getattr(alias, name))
        setattr(alias, name, mine)


def _write(alias: ContactAlias) -> None:
    if alias.wa_id or alias.bsuid:
        alias.save(only=IDENTITY)
    else:
        alias.delete_instance()
