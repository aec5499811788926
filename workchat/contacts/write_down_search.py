"""Somebody looks for a person by the CPF: the history says who and when, never the number."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.wanted import Wanted


def write_down_search(wanted: Wanted, by: User, now: datetime) -> None:
    """Only of a whole CPF: names and phones are looked up all day."""
    if wanted.cpf:
        AuditEntry.put(at=now, user=by, area="contacts", subject="Contatos", field="Busca", after="Por um CPF")
