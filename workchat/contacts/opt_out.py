"""Somebody wants no more scheduled messages, or wants them again: kept with the contact and in the history.

It never touches what they ask the school themselves, nor the answers to it.
"""

from datetime import datetime

from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact
from workchat.db import run

RECEIVES, SILENT = "Recebe", "Não recebe"
AGAINST = "WHERE id = ? AND opted_out_at IS NULL"
FOR = "WHERE id = ? AND opted_out_at IS NOT NULL"
SHOW = "UPDATE ticket SET version = version + 1 WHERE contact_id = ? AND state <> 'closed'"


def opt_out(contact_id: int, why: str, now: datetime) -> bool:
    """No scheduled message reaches them from now on. `why`, for the history: "escreveu SAIR". False: so it was."""
    if not Contact.change({"opted_out_at": now}, AGAINST, contact_id):
        return False
    _write(contact_id, RECEIVES, f"{SILENT} ({why})", now)
    return True


def opt_back_in(contact_id: int, why: str, now: datetime) -> bool:
    """Scheduled messages may reach them again. False: they had not asked for silence."""
    if not Contact.change({"opted_out_at": None}, FOR, contact_id):
        return False
    _write(contact_id, SILENT, f"{RECEIVES} ({why})", now)
    return True


def _write(contact_id: int, before: str, after: str, now: datetime) -> None:
    AuditEntry.create(
        at=now,
        area="contacts",
        subject=f"Contato {contact_id}",
        field="Mensagens agendadas",
        before=before,
        after=after,
    )
    run(SHOW, contact_id)  # the open pages show it beside the conversation
