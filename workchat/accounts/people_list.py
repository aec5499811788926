"""The lists of people and departments, each row with what its page shows."""

from peewee import JOIN, fn

from workchat.accounts.models import Department, Membership, User
from workchat.chat.models import CLOSED, Ticket


def people_list() -> list[User]:
    """Everybody, active ones first, each with `departments` (names, in words) and `open_tickets`."""
    names: dict[int, list[str]] = {}
    memberships = Membership.select(Membership.user, Department.name).join(Department).where(Department.active)
    for user_id, name in memberships.order_by(Department.name).tuples():
        names.setdefault(user_id, []).append(name)
    counts = _open_by(Ticket.agent)
    people = list(User.select().order_by(User.active.desc(), User.name))
    for person in people:
        person.departments = ", ".join(names.get(person.id, ()))
        person.open_tickets = counts.get(person.id, 0)
    return people


def department_list() -> list[Department]:
    """Every department, those in use first, each with `people` (active ones) and `open_tickets`."""
    member = (Membership.user == User.id) & User.active
    query = (
        Department.select(Department, fn.COUNT(User.id).alias("people"))
        .join(Membership, JOIN.LEFT_OUTER)
        .join(User, JOIN.LEFT_OUTER, on=member)
        .group_by(Department)
        .order_by(Department.active.desc(), Department.name)
    )
    counts, departments = _open_by(Ticket.department), list(query)
    for row in departments:
        row.open_tickets = counts.get(row.id, 0)
    return departments


def member_ids(department: Department) -> list[int]:
    """The active people who answer in a department."""
    rows = Membership.select(Membership.user).join(User).where(Membership.department == department.id, User.active)
    return [row[0] for row in rows.tuples()]


def _open_by(holder) -> dict[int, int]:
    rows = Ticket.select(holder, fn.COUNT(Ticket.id)).where(Ticket.state != CLOSED, holder.is_null(False))
    return dict(rows.group_by(holder).tuples())
