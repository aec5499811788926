"""The administrator changes somebody's name, e-mail, role, departments or user in the portal."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.end_sessions import end_sessions
from workchat.accounts.invite import Details, department_names, join, taken
from workchat.accounts.keep_an_administrator import keep_an_administrator
from workchat.accounts.models import AccessLink, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import ADMINISTRATOR, ROLE_NAMES
from workchat.db import db


def edit_person(user: User, details: Details, by: User, now: datetime) -> None:
    """Write what changed. A new role signs the person out; a new e-mail spoils an access link sent to the old one.

    :raises Refused: when the e-mail or the user in the portal is taken, or nobody else could administer.
    """
    try:
        with db.atomic():
            before = _in_words(user)
            if details.role != ADMINISTRATOR:
                keep_an_administrator(user, "role")
            _write(user, details)
            after = _in_words(User.get_by_id(user.id))
            for field, value in before.items():
                record_change(by, details.name, field, value, after[field], now)
    except IntegrityError as error:
        raise taken(details, user.id) from error


def _write(user: User, details: Details) -> None:
    if details.email != user.email:
        AccessLink.delete().where(AccessLink.user == user, AccessLink.used_at.is_null()).execute()
    if details.role != user.role:
        end_sessions(user)
    User.update(details.columns).where(User.id == user.id).execute()
    join(user, details.department_ids)


def _in_words(user: User) -> dict[str, str]:
    return {
        "Nome": user.name,
        "E-mail": user.email,
        "Papel": ROLE_NAMES[user.role],
        "Departamentos": department_names(user),
        "Usuário no portal": user.portal_subject or "",
    }
