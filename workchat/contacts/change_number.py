"""A person changed their phone: WhatsApp says so, and the person stays the same contact."""

from datetime import datetime

from workchat.chat.models import Ticket, note
from workchat.contacts.models import Contact, find
from workchat.contacts.rules import format_phone, phone_key
from workchat.whatsapp.updates import NumberChanged


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
        contact.wa_id, contact.phone_key = update.new_wa_id, phone_key(update.new_wa_id)
        _tell(contact, f"O WhatsApp avisou que esta pessoa mudou de telefone para {format_phone(contact.wa_id)}.", now)
    contact.bsuid = update.new_bsuid or contact.bsuid
    contact.save(only=["wa_id", "phone_key", "bsuid"])


def _tell(contact: Contact, text: str, now: datetime) -> None:
    for ticket in Ticket.select().where(Ticket.contact == contact, Ticket.state != "closed"):
        note(ticket, text, now)
        ticket.touch()
