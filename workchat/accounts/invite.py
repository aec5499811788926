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


@dataclass(frozen=True)
class Details:
    """What is asked about a person."""

    name: str
    email: str  # lower case
    role: str
    department_ids: frozenset[int] = frozenset()


def invite(details: Details, by: User | None, now: datetime) -> tuple[User, str]:
    """The new person and the token of their access link.

    :raises Refused: when the e-mail is somebody's already.
    """
    try:
        with db.atomic():
            user = User.create(name=details.name, email=details.email, role=details.role, created_at=now)
            join(user, details.department_ids)
            record_change(by, user.name, "Pessoa", "", f"{ROLE_NAMES[user.role]}, {user.email}", now)
            return user, renew_access(user, by, now)
    except IntegrityError as error:
        raise Refused("email", TAKEN) from error


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
