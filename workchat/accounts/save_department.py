"""The administrator makes or changes a department: its name, who answers in it, and whether new tickets come to it."""

from dataclasses import dataclass
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import Department, Membership, User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused
from workchat.db import db

RECEIVES = "Recebe os tickets novos"
TAKEN = "Já existe um departamento com este nome."


@dataclass(frozen=True)
class Plan:
    """What is asked about a department."""

    name: str
    receives_new_tickets: bool = False
    member_ids: frozenset[int] = frozenset()


def save_department(department: Department, plan: Plan, by: User, now: datetime) -> Department:
    """Write a new (unsaved) or a known department. At most one receives the new tickets: the other one stops.

    :raises Refused: when another department has the name.
    """
    is_new = department.id is None
    before = {} if is_new else _in_words(department)
    try:
        with db.atomic():
            _write(department, plan, by, now)
            if is_new:
                record_change(by, plan.name, "Departamento", "", "Criado", now)
            for field, value in _in_words(department).items():
                record_change(by, plan.name, field, before.get(field, "Não" if value == "Não" else ""), value, now)
    except IntegrityError as error:
        raise Refused("name", TAKEN) from error
    return department


def _write(department: Department, plan: Plan, by: User, now: datetime) -> None:
    others = Department.select().where(Department.id != (department.id or 0))
    if any(other.name.casefold() == plan.name.casefold() for other in others):  # SQLite's LOWER knows no accents
        raise Refused("name", TAKEN)
    if plan.receives_new_tickets:
        for other in others.where(Department.receives_new_tickets):
            record_change(by, other.name, RECEIVES, "Sim", "Não", now)
        Department.update(receives_new_tickets=False).where(Department.receives_new_tickets).execute()
    department.name, department.receives_new_tickets = plan.name, plan.receives_new_tickets
    department.save()
    _set_members(department, plan.member_ids)


def _set_members(department: Department, member_ids: frozenset[int]) -> None:
    """Those who were deactivated keep their place for the day they come back: the page does not list them."""
    active = User.select(User.id).where(User.active)
    Membership.delete().where(Membership.department == department, Membership.user.in_(active)).execute()
    rows = [{"user": id_, "department": department.id} for id_ in sorted(member_ids)]
    if rows:
        Membership.insert_many(rows).execute()


def _in_words(department: Department) -> dict[str, str]:
    members = User.select().join(Membership).where(Membership.department == department).order_by(User.name)
    return {
        "Nome": department.name,
        RECEIVES: "Sim" if department.receives_new_tickets else "Não",
        "Quem atende": ", ".join(person.name for person in members),
    }
