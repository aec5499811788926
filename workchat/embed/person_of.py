"""Whose pass it is: somebody whom the school knows, or, when the school allows it, somebody new."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.end_sessions import end_sessions
from workchat.accounts.keep_an_administrator import keep_an_administrator
from workchat.accounts.models import AuditEntry, User
from workchat.accounts.record_change import AREA as PEOPLE
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import ADMINISTRATOR, ROLE_NAMES, Refused, is_email, normal_email
from workchat.db import db
from workchat.embed.rules import NotAccepted, Pass
from workchat.settings.models import Settings

ROLE = "Papel, pelo portal"
KEPT = "Continua administrando: é a única pessoa que administra e já tem senha"


def person_of(asked: Pass, now: datetime) -> User:
    """The person, with the role that the portal gives. Call inside the transaction that uses the pass up.

    :raises NotAccepted: when nobody may enter with it.
    """
    user = find(asked.subject) or _create(asked, now)
    if not user.active:
        raise NotAccepted("inactive")
    _take_role(user, asked.role, now)
    return user


def find(subject: str) -> User | None:
    """By their user in the portal, exactly; else by the e-mail, when the portal names people by it.

    :raises NotAccepted: when the e-mail is of somebody who has another user in the portal.
    """
    user, email = User.get_or_none(User.portal_subject == subject), normal_email(subject)
    if user is not None or not is_email(email) or email.isascii() != subject.isascii():  # the sign of kelvin becomes k
        return user
    user = User.get_or_none(User.email == email)
    if user is not None and user.portal_subject:
        raise NotAccepted("linked")
    return user


def _create(asked: Pass, now: datetime) -> User:
    if not Settings.current().portal_creates_people:
        raise NotAccepted("unknown")
    if not asked.name or not asked.email:
        raise NotAccepted("details")
    columns = {"name": asked.name, "email": asked.email, "role": asked.role, "portal_subject": asked.subject}
    try:
        with db.atomic():
            user = User.create(**columns, created_at=now)
    except IntegrityError as error:  # a colleague of the same e-mail; or they, in another tab at this instant
        return find(asked.subject) or _clash(asked.email, error)
    record_change(user, user.name, "Pessoa", "", f"{ROLE_NAMES[user.role]}, na primeira entrada pelo portal", now)
    return user


def _clash(email: str, error: IntegrityError) -> User:
    known = User.get_or_none(User.email == email)
    raise NotAccepted("linked" if known and known.portal_subject else "unlinked") from error


def _take_role(user: User, role: str, now: datetime) -> None:
    """The portal decides the role at each entrance. Another role ends what is open with the old one."""
    if user.role == role or (role != ADMINISTRATOR and not _may_lose_it(user, now)):
        return
    record_change(user, user.name, ROLE, ROLE_NAMES[user.role], ROLE_NAMES[role], now)
    end_sessions(user)
    user.role = role
    user.save(only=[User.role])


def _may_lose_it(user: User, now: datetime) -> bool:
    """False for the last who administers, whatever the portal says; the history says so once."""
    try:
        keep_an_administrator(user, "role")
    except Refused:
        said = (AuditEntry.subject == user.name) & (AuditEntry.field == ROLE) & (AuditEntry.after == KEPT)
        if not AuditEntry.select().where(AuditEntry.area == PEOPLE, said).exists():
            record_change(user, user.name, ROLE, "", KEPT, now)
        return False
    return True
