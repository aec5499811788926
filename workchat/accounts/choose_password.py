"""A person chooses their own password: by the link they were given, or by knowing the one they have."""

from datetime import datetime

from werkzeug.security import generate_password_hash

from workchat.accounts.end_sessions import end_sessions
from workchat.accounts.models import AccessLink, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused, password_problem, wait_in_words
from workchat.accounts.sign_in import sign_in
from workchat.accounts.use_link import use_link
from workchat.db import db


def choose_password(link: AccessLink, password: str, now: datetime) -> User:
    """Spend a person's link and set the password. Whoever was signed in as this person is signed out.

    :raises Refused: when the password is weak or the link was spent meanwhile.
    """
    user = link.user
    password_hash = _hash(user, password)
    with db.atomic():
        use_link(link, now)
        _set(user, password_hash, "pelo link de acesso", now)
    return user


def change_password(user: User, current: str, password: str, address: str, now: datetime) -> User:
    """Set a new password for somebody who knows the current one; guessing it is as slow as at the door.

    :raises Refused: when the current one is wrong or the new one is weak.
    """
    attempt = sign_in(user.email, current, address, now)
    if attempt.wait:
        raise Refused("current", f"Muitas tentativas. Espere {wait_in_words(attempt.wait)} e tente de novo.")
    if attempt.user is None:
        raise Refused("current", "A senha atual não está certa.")
    password_hash = _hash(user, password)
    with db.atomic():
        _set(user, password_hash, "na própria conta", now)
    return user


def _hash(user: User, password: str) -> str:
    if problem := password_problem(password, user.name, user.email):
        raise Refused("password", problem)
    return generate_password_hash(password, method="scrypt")


def _set(user: User, password_hash: str, how: str, now: datetime) -> None:
    User.update(password_hash=password_hash).where(User.id == user.id).execute()
    end_sessions(user)
    AccessLink.delete().where(AccessLink.user == user, AccessLink.used_at.is_null()).execute()
    record_change(user, user.name, "Senha", "", f"Trocada {how}", now)
