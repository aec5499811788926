"""The school lets a contact in, or takes that back: who is approved is not asked for birth date and CPF again."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.chat.models import CLOSED, Ticket
from workchat.contacts.hold_people import hold_people
from workchat.contacts.models import Contact
from workchat.contacts.write_details import subject_of
from workchat.db import db
from workchat.intake.models import Intake


def approve(contact_id: int, approved: bool, by: User, now: datetime) -> bool:
    """Approve, or withdraw the approval. False: nothing to do, or a ticket waits for that decision (`awaiting`)."""
    with db.atomic():
        people = hold_people(contact_id)
        if not people or bool(people[0].approved_at) == approved or awaiting(people[0]):
            return False
        contact = people[0]
        contact.approved_at, contact.approved_by = (now, by) if approved else (None, None)
        contact.save(only=["approved_at", "approved_by"])
        words = "aprovado" if approved else "aprovação retirada"
        AuditEntry.create(at=now, user=by, area="contacts", subject=subject_of(contact.id), field="Acesso", after=words)
        return True


def awaiting(contact: Contact) -> Ticket | None:
    """The open ticket in which the contact's data waits under *Aprovar contato*."""
    waits = (Intake.step == "approval") & (Ticket.contact == contact) & (Ticket.state != CLOSED)
    return Ticket.select().join(Intake, on=Intake.ticket == Ticket.id).where(waits).first()
