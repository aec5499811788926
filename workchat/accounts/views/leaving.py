"""Deactivating somebody, or a department: the page says what they hold and asks where it goes."""

from flask import flash, g, redirect, url_for

from workchat.accounts.deactivate import deactivate
from workchat.accounts.forms import Leaving
from workchat.accounts.hand_over import Destination, held_by
from workchat.accounts.models import Department, User
from workchat.accounts.session import requires
from workchat.accounts.views import blueprint, departments, people, show
from workchat.asked import asked_at


@blueprint.route("/people/<int:user_id>/deactivate", methods=["GET", "POST"])
@requires("people.edit")
def deactivate_person(user_id: int):
    return leave(people.find(user_id), url_for("accounts.people"))


@blueprint.route("/departments/<int:department_id>/deactivate", methods=["GET", "POST"])
@requires("people.edit")
def deactivate_department(department_id: int):
    return leave(departments.find(department_id), url_for("accounts.departments"))


def leave(row: User | Department, back: str):
    form, held = leaving_form(row), held_by(row)
    if not row.active:
        return redirect(back, 303)
    if form.done(lambda: deactivate(row, destination(form), g.user, asked_at())):
        flash(f"{row.name} está fora de uso.", "success")
        return redirect(back if g.user.id != row.id or isinstance(row, Department) else url_for("accounts.home"), 303)
    return show("deactivate.html", form, row=row, held=held, is_person=isinstance(row, User), back=back)


def leaving_form(row: User | Department) -> Leaving:
    people_left, departments_left = User.active_agents(), Department.select().where(Department.active)
    if isinstance(row, User):
        people_left = people_left.where(User.id != row.id)
    else:
        departments_left = departments_left.where(Department.id != row.id)
    form = Leaving()
    form.offer("A fila, para quem atender primeiro", people_left, departments_left.order_by(Department.name))
    return form


def destination(form: Leaving) -> Destination | None:
    """What was chosen in the select; None when nothing was (or when nothing was asked)."""
    kind, _, number = (form.destination.data or "").partition("-")
    if kind == "agent":
        return Destination(agent=User.get_or_none(User.id == int(number)))
    if kind == "department":
        return Destination(department=Department.get_or_none(Department.id == int(number)))
    return Destination() if kind == "queue" else None
