"""Somebody leaves the desk, or a department ends; what they held goes on elsewhere. Both can come back."""

from datetime import datetime

from workchat.accounts.end_sessions import end_sessions
from workchat.accounts.hand_over import Destination, hand_over
from workchat.accounts.keep_an_administrator import keep_an_administrator
from workchat.accounts.models import AccessLink, Department, User
from workchat.accounts.record_change import record_change
from workchat.db import db

SITUATION, ACTIVE, INACTIVE = "Situação", "Em uso", "Fora de uso"


def deactivate(leaving: User | Department, to: Destination | None, by: User, now: datetime) -> None:
    """Deactivate a person or a department and hand over what they held.

    :raises Refused: when a destination is needed, or nobody else could administer.
    """
    if not leaving.active:
        return
    with db.atomic():
        if isinstance(leaving, User):
            _sign_off(leaving)
        else:
            leaving.active, leaving.receives_new_tickets = False, False
            leaving.save()
        hand_over(leaving, to, by, now)
        record_change(by, leaving.name, SITUATION, ACTIVE, INACTIVE, now)


def reactivate(returning: User | Department, by: User, now: datetime) -> None:
    """Let a person or a department work again. A person's password is the one they had."""
    if returning.active:
        return
    with db.atomic():
        returning.active = True
        returning.save(only=[type(returning).active])
        record_change(by, returning.name, SITUATION, INACTIVE, ACTIVE, now)


def _sign_off(person: User) -> None:
    keep_an_administrator(person, "destination")
    person.active = False
    person.save(only=[User.active])
    end_sessions(person)
    AccessLink.delete().where(AccessLink.user == person).execute()
