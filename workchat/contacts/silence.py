"""A parent asks by phone for no more scheduled messages, or for them again: the school writes it down."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.hold_people import hold_people
from workchat.contacts.opt_out import RECEIVES, SILENT
from workchat.contacts.write_details import subject_of
from workchat.db import db


def silence(contact_id: int, silent: bool, by: User, now: datetime) -> bool:
    """Send no scheduled messages any more, or send them again; also in those already on their way. False: as it was."""
    with db.atomic():
        people = hold_people(contact_id)
        if not people or bool(people[0].opted_out_at) == silent:
            return False
        contact = people[0]
        contact.opted_out_at = now if silent else None
        contact.save(only=["opted_out_at"])
        before, after = (RECEIVES, SILENT) if silent else (SILENT, RECEIVES)
        entry = AuditEntry(at=now, user=by, area="contacts", subject=subject_of(contact.id))
        entry.field, entry.before, entry.after = "Mensagens agendadas", before, f"{after} (registrado à mão)"
        entry.save()
        return True
