"""Somebody writes: the contact we know, or a new one."""

from datetime import datetime

from workchat.contacts.answer_here import answer_here
from workchat.contacts.kept_silence import is_silenced
from workchat.contacts.models import Contact, find
from workchat.contacts.rules import NAMELESS, clean_name, phone_key, search_form
from workchat.contacts.write_words import write_first_words, write_words
from workchat.whatsapp.updates import IncomingMessage

LEARNED = ["bsuid", "wa_id", "phone_key", "username", "name", "search_name"]  # what a person does meanwhile stays


def meet(update: IncomingMessage, saves_contacts: bool, now: datetime) -> Contact:
    """The contact who wrote. A new one is in the school's list only when the setting says so (`saved_at`).

    Two first messages at the same instant: the unique columns stop the second, and the whole POST runs again.
    """
    contact = find(update.wa_id, update.bsuid)
    if contact is None:
        return _new(update, saves_contacts, now)
    _learn(contact, update)
    return contact


def _new(update: IncomingMessage, saves_contacts: bool, now: datetime) -> Contact:
    name = clean_name(update.profile_name or "")
    key = phone_key(update.wa_id) if update.wa_id else None
    contact = Contact.put(
        name=name,
        search_name=search_form(name),
        wa_id=update.wa_id,
        bsuid=update.bsuid,
        phone_key=key,
        username=update.username,
        saved_at=now if saves_contacts else None,
        opted_out_at=is_silenced(key, update.bsuid),
        created_at=now,
    )
    write_first_words(contact)
    return contact


def _learn(contact: Contact, update: IncomingMessage) -> None:
    """Add what WhatsApp tells now and did not tell before; what a person edited stays."""
    before, known = _known_by(contact), (contact.name, contact.phone_key)
    answer_here(contact, update.wa_id, update.bsuid)
    contact.bsuid = update.bsuid or contact.bsuid  # nobody else has it: who has was found before, by it
    if update.wa_id and contact.wa_id is None and find(update.wa_id, None) in (None, contact):
        contact.wa_id, contact.phone_key = update.wa_id, phone_key(update.wa_id)
    contact.username = update.username or contact.username
    name = clean_name(update.profile_name or "")
    if name not in (NAMELESS, contact.name) and not (contact.name_edited or contact.name_imported_at):
        contact.rename(name)
    if before != _known_by(contact):
        contact.save(only=LEARNED)
    if known != (contact.name, contact.phone_key):
        write_words(contact)


def _known_by(contact: Contact) -> tuple:
    return contact.bsuid, contact.wa_id, contact.name, contact.username
