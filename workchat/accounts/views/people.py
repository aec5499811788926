"""Pessoas: who works at the desk, with which role, and how they get in."""

from flask import abort, current_app, flash, g, redirect, render_template, url_for

from workchat.accounts import rules
from workchat.accounts.deactivate import reactivate
from workchat.accounts.edit_person import edit_person
from workchat.accounts.forms import Person
from workchat.accounts.invite import Details, invite, renew_access
from workchat.accounts.models import Department, User
from workchat.accounts.people_list import people_list
from workchat.accounts.session import requires
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at


def find(user_id: int) -> User:
    return User.get_or_none(User.id == user_id) or abort(404)


def person_form(user: User | None = None) -> Person:
    form = Person(obj=user, data={"departments": user.department_ids() if user else ()})
    form.departments.offer(Department.select().where(Department.active).order_by(Department.name))
    return form


def details(form: Person) -> Details:
    departments = frozenset(form.departments.data or ())
    return Details(form.name.data, form.email.data, form.role.data, departments, form.portal_subject.data)


def show_link(user: User, token: str):
    """The link is on this page and nowhere else: the database has only its hash."""
    link = current_app.config["SCHOOL"].url + url_for("accounts.access", token=token)
    return render_template("accounts/link.html", person=user, link=link, days=rules.PASSWORD_LINK_LIFE.days)


@blueprint.get("/people")
@requires("people.edit")
def people():
    return render_template("accounts/people.html", people=people_list(), roles=rules.ROLE_NAMES)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires("people.edit")
def new_person():
    form = person_form()
    if form.done(lambda: invite(details(form), g.user, asked_at())):
        return show_link(*form.outcome)
    return show("person.html", form, person=None)


@blueprint.route("/people/<int:user_id>", methods=["GET", "POST"])
@requires("people.edit")
def person(user_id: int):
    user = find(user_id)
    form = person_form(user)
    if form.done(lambda: edit_person(user, details(form), g.user, asked_at())):
        flash(f"Dados de {form.name.data} salvos.", "success")
        return redirect(url_for("accounts.people"), 303)
    return show("person.html", form, person=user)


@blueprint.post("/people/<int:user_id>/access")
@requires("people.edit")
def new_access(user_id: int):
    user = find(user_id)
    if not user.active:
        abort(404)
    return show_link(user, renew_access(user, g.user, asked_at()))


@blueprint.post("/people/<int:user_id>/reactivate")
@requires("people.edit")
def reactivate_person(user_id: int):
    user = find(user_id)
    reactivate(user, g.user, asked_at())
    flash(f"{user.name} pode entrar de novo, com a senha que já usava.", "success")
    return redirect(url_for("accounts.people"), 303)
