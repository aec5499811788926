"""Spreadsheets of students that wait for a yes: what their columns hold, how they would be read, and the yes itself."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.import_preview import letter
from workchat.contacts.import_steps import FILE_GONE
from workchat.contacts.write_details import today
from workchat.students.forms.upload import SheetsForm, sheets_form
from workchat.students.keep_sheet import enter_sheets, kept_sheets
from workchat.students.look_at_sheets import columns_of, look
from workchat.students.models import UPLOADED, StudentSync
from workchat.students.sync_steps import NotNow, sync_of
from workchat.students.views import blueprint
from workchat.totvs.models import RmConnection
from workchat.vault import CannotUnseal


@blueprint.post("/syncs/<int:sync_id>/preview")
@requires("contacts.manage")
def sync_preview(sync_id: int) -> ResponseReturnValue:
    """How the first lines would be read with what is chosen right now. Nothing is stored."""
    row = sync_of(sync_id) or abort(404)
    if row.state != UPLOADED:
        abort(404)
    try:
        return render_template("students/_uploaded_preview.html", **_looked_at(row, _form(row)))
    except NotNow:
        abort(404)


@blueprint.post("/syncs/<int:sync_id>/confirm")
@requires("contacts.manage")
def sync_confirm(sync_id: int) -> ResponseReturnValue:
    row = sync_of(sync_id) or abort(404)
    form = _form(row)
    if row.state == UPLOADED and request.form.get("step") == "preview":
        return uploaded_page(row, form)
    if row.state == UPLOADED and not form.validate_on_submit():
        return uploaded_page(row, form), 422
    _enter(row, form)
    return redirect(url_for(".one_sync", sync_id=row.id), 303)


def _enter(row: StudentSync, form: SheetsForm) -> None:
    try:
        enter_sheets(row, form.chosen, g.user, asked_at())
    except NotNow as refused:
        flash(str(refused), "error")
    except CannotUnseal:
        flash(FILE_GONE, "error")


def uploaded_page(row: StudentSync, form: SheetsForm | None = None) -> ResponseReturnValue:
    """The page of a sync that waits for its yes; without what is in the files when their key is gone."""
    try:
        shown = _looked_at(row, form or _form(row))
    except NotNow:
        return redirect(url_for(".one_sync", sync_id=row.id), 303)
    except CannotUnseal:
        shown = {"row": row, "gone": FILE_GONE}
    return render_template("students/sync_uploaded.html", **shown)


def _form(row: StudentSync) -> SheetsForm:
    columns = [about["columns"] for about in (row.mapping or {}).get("sheets", ())]  # those of TOTVS have none
    return sheets_form(columns, [[letter(place) for place in range(len(keys))] for keys in columns])


def _looked_at(row: StudentSync, form: SheetsForm) -> dict:
    sheets = kept_sheets(row, form.chosen)
    seen = look(sheets, today(asked_at()), RmConnection.current().area_code)
    parts = [(sheet, columns_of(sheet), form.columns(place)) for place, sheet in enumerate(sheets)]
    return {"form": form, "sheets": parts, "look": seen, "row": row}
