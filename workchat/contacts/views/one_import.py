"""One spreadsheet of contacts on its way in: its columns, the check, the report, and the end."""

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.contacts import import_report
from workchat.contacts.choose_columns import choose_again, choose_columns
from workchat.contacts.confirm_import import cancel_import, confirm_import
from workchat.contacts.forms.imports import ColumnsForm, columns_form
from workchat.contacts.import_preview import SHOWN, columns_of, first_lines, letter, preview
from workchat.contacts.import_steps import CHECKING, FILE_GONE, IMPORTING, UPLOADED, NotNow, import_of, tell
from workchat.contacts.models import ContactImport
from workchat.contacts.views import blueprint
from workchat.contacts.views.asked import row_id
from workchat.contacts.views.imports import csv_file
from workchat.contacts.write_details import today
from workchat.vault import CannotUnseal

RUNNING = (CHECKING, IMPORTING)


@blueprint.get("/import/<int:import_id>")
@requires("contacts.manage")
def one_import(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    if row.state == UPLOADED:
        return _waiting(row)
    if row.state in RUNNING:
        return render_template("contacts/import_running.html", row=row)
    rows, following = import_report.refused(row, row_id(request.args.get("after")))
    told = {"refused": rows, "following": following, "remarks": import_report.remarks(row)}
    return render_template("contacts/import_report.html", row=row, **told)


@blueprint.get("/import/<int:import_id>/progress")
@requires("contacts.manage")
@background
def import_progress(import_id: int) -> ResponseReturnValue:
    """What the page asks for every second: nothing (204) when it already shows this."""
    row = _found(import_id)
    if request.args.get("seen") == f"{row.state}-{row.position}":
        return "", 204
    return render_template("contacts/_import_progress.html", row=row)


@blueprint.post("/import/<int:import_id>/columns")
@requires("contacts.manage")
def import_columns(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    form = _form(row)
    if request.form.get("step") == "preview" or row.state != UPLOADED:
        return _columns(row, form) if row.state == UPLOADED else _to_page(row)
    if not form.validate_on_submit():
        return _columns(row, form), 422
    lists = form.names(form.groups, "grupo"), form.names(form.tags, "tag")
    return _acted(row, lambda: choose_columns(row, form.header.data, form.chosen, *lists, g.user, asked_at()))


@blueprint.post("/import/<int:import_id>/preview")
@requires("contacts.manage")
def import_preview(import_id: int) -> ResponseReturnValue:
    """The first lines as they would be understood with what is chosen right now. Nothing is stored."""
    row = _found(import_id)
    if row.state != UPLOADED:
        abort(404)
    return render_template("contacts/_import_preview.html", **_previewed(row, _form(row)))


@blueprint.post("/import/<int:import_id>/again")
@requires("contacts.manage")
def import_again(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    return _acted(row, lambda: choose_again(row))


@blueprint.post("/import/<int:import_id>/confirm")
@requires("contacts.manage")
def import_confirm(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    return _acted(row, lambda: confirm_import(row, g.user, asked_at()))


@blueprint.post("/import/<int:import_id>/cancel")
@requires("contacts.manage")
def import_cancel(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    return _acted(row, lambda: cancel_import(row, g.user, asked_at()))


@blueprint.post("/import/<int:import_id>/refused.csv")
@requires("contacts.manage")
def import_refused(import_id: int) -> ResponseReturnValue:
    row = _found(import_id)
    tell(row, "Linhas recusadas", "baixadas", g.user, asked_at())
    return csv_file("".join(import_report.refused_file(row)), f"linhas-recusadas-{row.id}.csv")


def _found(import_id: int) -> ContactImport:
    return import_of(import_id) or abort(404)


def _form(row: ContactImport) -> ColumnsForm:
    kinds = row.mapping["columns"]
    known = {f"column_{place}": kind for place, kind in enumerate(kinds)}
    lists = {"groups": "; ".join(row.groups.splitlines()), "tags": "; ".join(row.tags.splitlines())}
    return columns_form([letter(n) for n in range(len(kinds))], data=known | lists | row.mapping)


def _columns(row: ContactImport, form: ColumnsForm) -> str:
    shown = _previewed(row, form)
    columns = columns_of(row, shown["lines"])
    return render_template("contacts/import_columns.html", **shown, columns=columns)


def _previewed(row: ContactImport, form: ColumnsForm) -> dict:
    lines = first_lines(row, SHOWN + 1)
    shown = preview(lines, form.header.data, form.chosen, today(asked_at()))
    return {"row": row, "form": form, "lines": lines, "preview": shown, "chosen": set(form.chosen)}


def _acted(row: ContactImport, act: Callable[[], object]) -> ResponseReturnValue:
    """Do what a button asks for and go back to the page; if it is too late for that, say why."""
    try:
        act()
    except NotNow as refused:
        flash(str(refused), "error")
    return _to_page(row)


def _to_page(row: ContactImport) -> ResponseReturnValue:
    return redirect(url_for(".one_import", import_id=row.id), 303)


def _waiting(row: ContactImport) -> ResponseReturnValue:
    """Its columns are still to be chosen."""
    try:
        return _columns(row, _form(row))
    except CannotUnseal:
        flash(FILE_GONE, "error")
        return redirect(url_for(".imports"), 303)
