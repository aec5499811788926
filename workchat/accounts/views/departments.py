"""Departamentos: the school's queues, who answers in each, and which one gets the new tickets."""

from flask import abort, flash, g, redirect, render_template, url_for

from workchat.accounts.deactivate import reactivate
from workchat.accounts.forms import Department as DepartmentForm
from workchat.accounts.models import Department, User
from workchat.accounts.people_list import department_list, member_ids
from workchat.accounts.save_department import Plan, save_department
from workchat.accounts.session import requires
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at


def find(department_id: int) -> Department:
    return Department.get_or_none(Department.id == department_id) or abort(404)


def department_form(row: Department) -> DepartmentForm:
    form = DepartmentForm(obj=row, data={"members": member_ids(row)})
    form.members.offer(User.active_agents())
    return form


def plan(form: DepartmentForm) -> Plan:
    return Plan(form.name.data, form.receives_new_tickets.data, frozenset(form.members.data or ()))


@blueprint.get("/departments")
@requires("people.edit")
def departments():
    return render_template("accounts/departments.html", departments=department_list())


@blueprint.route("/departments/new", methods=["GET", "POST"])
@requires("people.edit")
def new_department():
    return edit(Department(name=""))


@blueprint.route("/departments/<int:department_id>", methods=["GET", "POST"])
@requires("people.edit")
def department(department_id: int):
    return edit(find(department_id))


def edit(row: Department):
    form, shown = department_form(row), row.name
    if form.done(lambda: save_department(row, plan(form), g.user, asked_at())):
        flash(f"Departamento {row.name} salvo.", "success")
        return redirect(url_for("accounts.departments"), 303)
    return show("department.html", form, department=row, name=shown)


@blueprint.post("/departments/<int:department_id>/reactivate")
@requires("people.edit")
def reactivate_department(department_id: int):
    row = find(department_id)
    reactivate(row, g.user, asked_at())
    flash(f"O departamento {row.name} voltou a ser usado.", "success")
    return redirect(url_for("accounts.departments"), 303)
