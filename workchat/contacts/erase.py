"""A person asks to be erased (LGPD art. 18): nothing personal is left, and the school's counts stay right."""

from datetime import datetime
from pathlib import Path

from workchat.accounts.models import AuditEntry, User
from workchat.chat.close import finish
from workchat.chat.models import CLOSED, Media, Message, Ticket
from workchat.contacts.erase_students import erase_students
from workchat.contacts.erase_words import erase_consents, erase_deliveries, erase_history, erase_messages
from workchat.contacts.hold_people import hold_people
from workchat.contacts.kept_erasure import keep_erasure
from workchat.contacts.kept_silence import keep_silence
from workchat.contacts.models import Contact, ContactAlias, ContactTag, ContactWord, GroupMember, ImportRow
from workchat.contacts.write_details import subject_of
from workchat.db import db
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery

NAME = "Contato apagado"
CLOSED_BECAUSE = "Contato apagado"
FIELD = "Contato"
GONE = ("wa_id", "bsuid", "phone_key", "username", "birth_date", "sealed_cpf", "cpf_fingerprint", "authorised_at",
        "saved_at", "approved_at", "approved_by", "opted_out_at", "marketing_rest_until")  # fmt: skip


class CannotErase(Exception):
    """Why not now, in words for the page."""


def erase(contact_id: int, by: User, instance: Path, now: datetime) -> None:
    """Erase everything personal; the tickets stay, without words. Files go after the database has agreed.

    Somebody who writes again is a new person; who wanted silence keeps it by a keyed hash (kept_silence).
    :raises CannotErase: it is erased already, or a message to them is leaving at this moment.
    """
    with db.atomic():
        people = hold_people(contact_id)
        if not people:
            raise CannotErase("Este contato já foi apagado.")
        contact = people[0]
        keep_silence(contact, now)
        keep_erasure(contact, now)
        _stop_sending(contact, now)
        files = _take_files(contact)
        _empty(contact)
        _end_tickets(contact, by, now)
        _forget(contact, now)
        AuditEntry.create(
            at=now, user=by, area="contacts", subject=subject_of(contact.id), field=FIELD, after="apagado"
        )
    for name in files:
        (instance / "media" / name).unlink(missing_ok=True)


def _stop_sending(contact: Contact, now: datetime) -> None:
    """First what waits is cancelled: what a sender took before that is `sending`, and nothing is taken after it."""
    waits = (Delivery.contact == contact) & (Delivery.status == "queued")
    Delivery.update(status="cancelled", error=f"{NAME}.", finished_at=now).where(waits).execute()
    if Delivery.select().where(Delivery.contact == contact, Delivery.status == "sending").exists():
        raise CannotErase("Uma mensagem para este contato está sendo enviada agora. Tente de novo em um minuto.")


def _take_files(contact: Contact) -> list[str]:
    """The rows of the files go; a file that is being fetched finds no row, and is thrown away."""
    theirs = Media.message.in_(Message.select(Message.id).where(Message.contact == contact))
    names = [media.stored_as for media in Media.select(Media.stored_as).where(theirs) if media.stored_as]
    Media.delete().where(theirs).execute()
    return names


def _empty(contact: Contact) -> None:
    tickets = Ticket.select(Ticket.id).where(Ticket.contact == contact)
    erase_messages(contact)
    erase_deliveries(contact)
    erase_consents(contact)
    erase_history(contact)
    erase_students(contact)
    ended = {"sealed_answers": None, "ask_again_at": None, "step": "done"}
    Intake.update(ended).where(Intake.ticket.in_(tickets)).execute()
    Ticket.update(last_text="", read_upto=None, last_inbound_at=None, version=Ticket.version + 1).where(
        Ticket.contact == contact
    ).execute()


def _end_tickets(contact: Contact, by: User, now: datetime) -> None:
    """Without a goodbye: nobody is there to read it."""
    for ticket in Ticket.select().where(Ticket.contact == contact, Ticket.state != CLOSED).order_by(Ticket.id):
        finish(ticket, now, by=by, closing_note=CLOSED_BECAUSE)


def _forget(contact: Contact, now: datetime) -> None:
    aliases = ContactAlias.fetch_all("WHERE contact_id = ?", contact.id)
    keys = {key for row in (contact, *aliases) if (key := row.phone_key)}
    ImportRow.delete().where(ImportRow.phone_key.in_(keys)).execute()
    for table in (ContactAlias, ContactWord, GroupMember, ContactTag):
        table.delete().where(table.contact == contact).execute()
    contact.rename(NAME)
    for column in GONE:
        setattr(contact, column, None)
    contact.is_minor = contact.birth_date_edited = contact.cpf_edited = False
    contact.name_edited, contact.erased_at = True, now
    contact.save()
