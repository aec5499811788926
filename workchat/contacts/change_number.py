"""A person changed their phone: WhatsApp says so, and the person stays the same contact."""

from datetime import datetime

from workchat.chat.models import Ticket, note
from workchat.contacts.answer_here import IDENTITY, answer_here
from workchat.contacts.models import Contact, ContactAlias, find
from workchat.contacts.rules import format_phone, phone_key
from workchat.contacts.write_words import write_words
from workchat.whatsapp.updates import NumberChanged

OF_THEIRS = "WHERE contact_id = ? AND (phone_key = ? OR bsuid = ?) LIMIT 1"


def change_number(update: NumberChanged, now: datetime) -> None:
    """Move the contact to the new phone and id (Meta: system messages user_changed_number, user_changed_user_id).

    When the new phone already is another contact, both stay: joining two people is for a person to decide.
    """
    contact = find(update.old_wa_id, update.old_bsuid)
    if contact is None:
        return
    other = find(update.new_wa_id, update.new_bsuid)
    if other not in (None, contact):
        _tell(contact, "O WhatsApp avisou que esta pessoa mudou para um telefone que já é de outro contato.", now)
        return
    if update.new_wa_id and update.new_wa_id != contact.wa_id:
        _tell(
            contact, f"O WhatsApp avisou que esta pessoa mudou de telefone para {format_phone(update.new_wa_id)}.", now
        )
    _move(contact, update)
    write_words(Contact.get_by_id(contact.id))


def _move(contact: Contact, update: NumberChanged) -> None:
    """The phone that changed gets the new values, be it the contact's own one or another of theirs (an alias).

    When the new phone is one of theirs already, the old one goes: it is not theirs any more.
    """
    row = _row(contact, update.old_wa_id, update.old_bsuid) or contact
    known = _row(contact, update.new_wa_id, update.new_bsuid)
    if known not in (None, row):
        if row == contact:
            answer_here(contact, update.new_wa_id, update.new_bsuid)
            known, row = contact, _row(contact, update.old_wa_id, update.old_bsuid)
        if isinstance(row, ContactAlias):
            row.delete_instance()
        row = known
    if update.new_wa_id:
        row.wa_id, row.phone_key = update.new_wa_id, phone_key(update.new_wa_id)
    row.bsuid = update.new_bsuid or row.bsuid
    row.save(only=IDENTITY)


def _row(contact: Contact, wa_id: str | None, bsuid: str | None) -> Contact | ContactAlias | None:
    """What of the contact has this phone: its own row, or an alias."""
    key = phone_key(wa_id) if wa_id else None
    if (bsuid and contact.bsuid == bsuid) or (key and contact.phone_key == key):
        return contact
    return ContactAlias.fetch(OF_THEIRS, contact.id, key, bsuid)


def _tell(contact: Contact, text: str, now: datetime) -> None:
    for ticket in Ticket.select().where(Ticket.contact == contact, Ticket.state != "closed"):
        note(ticket, text, now)
        ticket.touch()
