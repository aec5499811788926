"""A person decides at the desk what the questions could not: an acceptance given otherwise, a contact to approve."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.chat.models import Ticket, note
from workchat.contacts.models import Contact
from workchat.contacts.rules import mask_cpfs_in
from workchat.db import db, locked
from workchat.intake import rules
from workchat.intake.carry_out import Given, carry_out, hand_over
from workchat.intake.models import Intake
from workchat.intake.state import known_of, policy_for, state_of
from workchat.settings.models import Settings

DECIDED = ["approved_at", "approved_by", "birth_date", "birth_date_edited", "sealed_cpf", "cpf_fingerprint",
           "cpf_edited", "authorised_at", "is_minor"]  # fmt: skip


def record_acceptance(ticket_id: int, by: User, how: str, now: datetime) -> bool:
    """Write down an acceptance of the terms given on paper, by phone or in person (`how`). False: none is asked."""
    how = mask_cpfs_in(how)
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        intake = Intake.get_or_none(Intake.ticket == ticket, Intake.step == "terms")
        if intake is None:
            return False
        policy = policy_for(intake, Settings.current())
        turn = rules.accept(state_of(intake), policy, known_of(ticket.contact, policy))
        note(ticket, f"{by.name} registrou o aceite do termo: {how}", now, author=by)
        carry_out(turn, ticket, intake, policy, now, Given(recorded_by=by, how=how))
        ticket.touch()
        return True


def decide(ticket_id: int, by: User, approve: bool, now: datetime) -> bool:
    """Approve or refuse the contact whose data waits under *Aprovar contato*. Refused data is deleted.

    False: somebody decided already.
    """
    with db.atomic():
        contact = Ticket.select(Ticket.contact).where(Ticket.id == ticket_id)
        locked(Contact.select().where(Contact.id.in_(contact))).get()  # first, as the webhook does: no deadlock
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        ended = {"step": "done", "outcome": "aprovado" if approve else "recusado"}
        waiting = (Intake.ticket == ticket) & (Intake.step == "approval")
        if not Intake.update(ended).where(waiting).execute():
            return False
        _write(ticket.contact, by, approve, now)
        verdict = "aprovou o contato" if approve else "não aprovou o contato, e os dados dele foram apagados"
        hand_over(ticket, f"{by.name} {verdict}.", now)
        ticket.touch()
        return True


def _write(contact: Contact, by: User, approve: bool, now: datetime) -> None:
    if approve:
        contact.approved_at, contact.approved_by = now, by
    else:
        contact.birth_date = contact.sealed_cpf = contact.cpf_fingerprint = contact.authorised_at = None
        contact.is_minor = contact.birth_date_edited = contact.cpf_edited = False
    contact.save(only=DECIDED)
    verdict = "aprovado" if approve else "recusado"
    AuditEntry.create(at=now, user=by, area="contacts", subject=f"Contato {contact.id}", field="Acesso", after=verdict)
