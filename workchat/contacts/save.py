"""An agent puts a contact into the school's list, corrects the name, or looks at the whole CPF."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.chat.models import Ticket
from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS, clean_name
from workchat.contacts.write_words import write_words
from workchat.db import db


class NoName(Exception):
    """What was typed has no name in it. The text says so, for the page."""


def save(contact: Contact, name: str, by: User, now: datetime) -> None:
    """Save the contact under this name; from now on the profile name of WhatsApp no longer replaces it.

    :raises NoName: when nothing readable was typed.
    """
    name = clean_name(name)
    if name == NAMELESS:
        raise NoName("Digite o nome do contato.")
    with db.atomic():
        before = contact.name if contact.saved_at else "não salvo"
        contact.name_edited = contact.name_edited or name != contact.name
        contact.rename(name)
        contact.saved_at = contact.saved_at or now
        contact.save(only=["name", "name_edited", "search_name", "saved_at"])
        write_words(contact)
        AuditEntry.create(
            at=now, user=by, area="contacts", subject=f"Contato {contact.id}", field="Nome", before=before, after=name
        )
        Ticket.update(version=Ticket.version + 1).where(Ticket.contact == contact, Ticket.state != "closed").execute()


def unmask_cpf(contact: Contact, by: User, now: datetime) -> str:
    """The eleven digits in clear. Every look is written down; the number itself is not.

    :raises CannotUnseal: when its key is gone.
    """
    cpf = contact.cpf
    AuditEntry.create(
        at=now, user=by, area="contacts", subject=f"Contato {contact.id}", field="CPF", after="mostrado por inteiro"
    )
    return cpf
