"""The first run: the school gets its name, its wall clock and its first administrator. There is no default password."""

from datetime import datetime

from werkzeug.security import generate_password_hash

from workchat.accounts.issue_link import issue_link
from workchat.accounts.models import AccessLink, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import ADMINISTRATOR, LINK_LIFE, Refused
from workchat.accounts.use_link import find_link, use_link
from workchat.db import db, locked
from workchat.settings.models import Settings

DONE = "O WorkChat já foi configurado. Entre com o seu e-mail e a sua senha."


def is_needed() -> bool:
    """True while the school has no administrator."""
    return not User.select().where(User.role == ADMINISTRATOR).exists()


def make_link(now: datetime) -> str | None:
    """The token of a set-up link for an hour, or None when the school is already set up."""
    return issue_link(None, LINK_LIFE, now) if is_needed() else None


def find_set_up_link(token: str, now: datetime) -> AccessLink | None:
    """The set-up link of a token while it works: never a person's own link, never after the first set-up."""
    link = find_link(token, now)
    return link if link and link.user_id is None and is_needed() else None


def set_up(
    link: AccessLink, school_name: str, timezone: str, name: str, email: str, password: str, now: datetime
) -> User:
    """Spend the link, name the school and make its first administrator.

    :raises Refused: when the link was spent or the school set up meanwhile.
    """
    password_hash = generate_password_hash(password, method="scrypt")
    with db.atomic():
        settings = locked(Settings.select().where(Settings.id == 1)).get()  # two set-ups at once: one waits here
        if not is_needed():
            raise Refused("email", DONE)
        use_link(link, now)
        settings.school_name, settings.timezone = school_name, timezone
        settings.save(only=[Settings.school_name, Settings.timezone])
        person = User.create(name=name, email=email, password_hash=password_hash, role=ADMINISTRATOR, created_at=now)
        record_change(person, school_name, "Primeira configuração", "", f"{name} administra o WorkChat", now)
    return person
