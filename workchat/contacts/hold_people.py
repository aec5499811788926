"""Somebody is about to be changed as a whole: until the transaction ends, nobody else changes them or their tickets."""

from workchat.chat.models import Ticket
from workchat.contacts.models import Contact
from workchat.db import is_postgres, locked


def hold_people(*contact_ids: int) -> list[Contact]:
    """The contacts by their ids, those that still exist. Contacts first, then tickets, as the webhook does.

    NO KEY: an agent who holds a ticket may still write a message of its contact, and then gives the ticket free.
    """
    query = Contact.select().where(Contact.id.in_(contact_ids), Contact.erased_at.is_null()).order_by(Contact.id)
    people = list(query.for_update("FOR NO KEY UPDATE") if is_postgres() else query)
    list(locked(Ticket.select(Ticket.id).where(Ticket.contact.in_(contact_ids)).order_by(Ticket.id)))
    return people
