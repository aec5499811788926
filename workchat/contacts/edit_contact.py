"""A person of the school corrects what it knows of a contact, unless a colleague was faster."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.chat.models import CLOSED, Ticket, note
from workchat.contacts.answer_here import answer_here
from workchat.contacts.details import Details, changed_since, spoken
from workchat.contacts.hold_people import hold_people
from workchat.contacts.models import Contact, find
from workchat.contacts.rules import format_phone, phone_key
from workchat.contacts.write_details import (
    PhoneKnown,
    Refused,
    check_phone,
    join,
    read_name,
    subject_of,
    take_data,
    take_phone,
)
from workchat.contacts.write_words import write_words
from workchat.db import db
from workchat.outbox.models import Delivery
from workchat.settings.save import write_history


class ChangedMeanwhile(Exception):
    """A colleague saved first; `labels` are the fields that are no longer as the form showed them."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


def edit_contact(contact_id: int, details: Details, seen: str, by: User, now: datetime) -> bool:
    """Write what was typed; the contact is saved in the list with it. False: under 12, so the CPF was not kept.

    `seen`: the form's marks (details.marks).
    :raises ChangedMeanwhile: nothing was written. :raises Refused: no name, no phone, or PhoneKnown.
    """
    name = read_name(details.name)
    try:
        with db.atomic():
            people = hold_people(contact_id)
            if not people:
                raise Refused("name", "Este contato foi apagado ou unido a outro enquanto você editava.")
            if changed := changed_since(people[0], seen):
                raise ChangedMeanwhile(changed)
            return _edit(people[0], name, details, by, now)
    except IntegrityError:
        raise PhoneKnown(find(details.phone, None)) from None


def _edit(contact: Contact, name: str, details: Details, by: User, now: datetime) -> bool:
    before = _told(contact)
    contact.name_edited = contact.name_edited or name != contact.name
    contact.rename(name)
    contact.saved_at = contact.saved_at or now
    _move_phone(contact, details.phone, by, now)
    kept = take_data(contact, details, by, now)
    contact.save()
    join(contact, details, now)
    write_words(contact)
    write_history("contacts", subject_of(contact.id), before, _told(contact), by, now)
    Ticket.update(version=Ticket.version + 1).where(Ticket.contact == contact, Ticket.state != CLOSED).execute()
    return kept


def _told(contact: Contact) -> dict[str, str]:
    """For the history: who is not saved yet has no name there, and the CPF tells itself (write_details)."""
    words = spoken(contact) | {"Lista da escola": "salvo" if contact.saved_at else "não salvo"}
    del words["CPF"]
    return words


def _move_phone(contact: Contact, phone: str, by: User, now: datetime) -> None:
    """Another phone is another WhatsApp account: its BSUID is not known, and its 24-hour window is closed.

    The same phone in its other ninth-digit form, or the first phone of somebody who kept theirs private, changes
    neither.
    """
    key = phone_key(phone) if phone else None
    if not phone and not contact.bsuid:
        raise Refused("phone", "Digite o telefone com DDD.")
    if key == contact.phone_key:
        return
    had = contact.phone_key
    answer_here(contact, phone or None, None)  # another phone of theirs becomes the first one
    if key != contact.phone_key:
        check_phone(phone, contact)
        take_phone(contact, phone)
        contact.bsuid = None if had and phone else contact.bsuid
    if had and phone:
        _start_over(contact, by, now)


def _start_over(contact: Contact, by: User, now: datetime) -> None:
    Ticket.update(last_inbound_at=None).where(Ticket.contact == contact).execute()
    Delivery.update(dial=None).where(Delivery.contact == contact, Delivery.status == "queued").execute()
    for ticket in Ticket.select().where(Ticket.contact == contact, Ticket.state != CLOSED):
        note(ticket, f"{by.name} mudou o telefone do contato para {format_phone(contact.wa_id)}.", now, author=by)
