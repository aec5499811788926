"""The school adds somebody to its list: saved and approved at once, because the school knows them."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.details import Details
from workchat.contacts.models import Contact, find
from workchat.contacts.write_details import (
    PhoneKnown,
    check_phone,
    join,
    read_name,
    subject_of,
    take_data,
    take_phone,
)
from workchat.contacts.write_words import write_words
from workchat.db import db


def add_contact(details: Details, by: User, now: datetime) -> tuple[Contact, bool]:
    """Write the new contact; (contact, whether the CPF was kept: not under 12).

    :raises Refused: no name, or PhoneKnown when the phone is already of somebody.
    """
    name = read_name(details.name)
    try:
        with db.atomic():
            check_phone(details.phone)
            return _add(name, details, by, now)
    except IntegrityError:  # they wrote, or a colleague added them, at this very instant
        raise PhoneKnown(find(details.phone, None)) from None


def _add(name: str, details: Details, by: User, now: datetime) -> tuple[Contact, bool]:
    contact = Contact(saved_at=now, approved_at=now, approved_by=by, created_at=now, name_edited=True)
    contact.rename(name)
    take_phone(contact, details.phone)
    contact.save()
    kept = take_data(contact, details, by, now)
    contact.save()
    join(contact, details, now)
    write_words(contact)
    AuditEntry.create(
        at=now, user=by, area="contacts", subject=subject_of(contact.id), field="Contato", after="adicionado"
    )
    return contact, kept
