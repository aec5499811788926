"""Somebody joins the school's desk: they get an account without a password, and a link to choose one."""

from dataclasses import dataclass
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.issue_link import issue_link
from workchat.accounts.models import Department, Membership, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import PASSWORD_LINK_LIFE, ROLE_NAMES, Refused
from workchat.db import db

TAKEN = "Já existe uma pessoa com este e-mail."
TAKEN_IN_PORTAL = "{} já usa este usuário no portal. Cada pessoa tem o seu."


@dataclass(frozen=True)
class Details:
    """What is asked about a person."""

    name: str
    email: str  # lower case
    role: str
    department_ids: frozenset[int] = frozenset()
    portal_subject: str | None = None  # who they are in the school's portal

    @property
    def columns(self) -> dict[str, str | None]:
        """What is kept of the person themselves."""
        return {"name": self.name, "email": self.email, "role": self.role, "portal_subject": self.portal_subject}


def invite(details: Details, by: User | None, now: datetime) -> tuple[User, str]:
    """The new person and the token of their access link.

    :raises Refused: when the e-mail, or the user in the portal, is somebody's already.
    """
    try:
        with db.atomic():
            user = User.create(created_at=now, **details.columns)
            join(user, details.department_ids)
            record_change(by, user.name, "Pessoa", "", f"{ROLE_NAMES[user.role]}, {user.email}", now)
            record_change(by, user.name, "Usuário no portal", "", user.portal_subject or "", now)
            return user, renew_access(user, by, now)
    except IntegrityError as error:
        raise taken(details) from error


def taken(details: Details, user_id: int = 0) -> Refused:
    """Why the database refused a person: the e-mail, or the user in the portal, is somebody else's."""
    others = User.select().where(User.id != user_id, User.portal_subject == details.portal_subject)
    same = others.first() if details.portal_subject else None
    return Refused("portal_subject", TAKEN_IN_PORTAL.format(same.name)) if same else Refused("email", TAKEN)


def renew_access(user: User, by: User | None, now: datetime) -> str:
    """The token of a new access link for somebody who forgot the password. The current one works until it is used."""
    with db.atomic():
        token = issue_link(user, PASSWORD_LINK_LIFE, now)
        record_change(by, user.name, "Link de acesso", "", "Gerado", now)
    return token


def join(user: User, department_ids: frozenset[int]) -> None:
    """Make these the person's departments. Those out of use are not on the page: the person keeps them."""
    offered = Department.select(Department.id).where(Department.active)
    Membership.delete().where(Membership.user == user, Membership.department.in_(offered)).execute()
    rows = [{"user": user.id, "department": id_} for id_ in sorted(department_ids)]
    if rows:
        Membership.insert_many(rows).execute()


def department_names(user: User) -> str:
    """The person's departments in words, for the history."""
    rows = Department.select().join(Membership).where(Membership.user == user).order_by(Department.name)
    return ", ".join(row.name for row in rows)
