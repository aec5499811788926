"""Spreadsheets of contacts: sending one, those of the past, and one to fill in."""

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.forms.imports import FileForm
from workchat.contacts.import_report import example_file, past_imports
from workchat.contacts.read_file import MOST_BYTES
from workchat.contacts.start_import import start_import
from workchat.contacts.unreadable import Unreadable
from workchat.contacts.views import blueprint
from workchat.contacts.views.asked import row_id
from workchat.contacts.write_details import today
from workchat.fences import takes_files

FORM_BYTES = MOST_BYTES + 2 * 1024 * 1024  # a file a little too big is refused beside its field


@blueprint.get("/import")
@requires("contacts.manage")
def imports() -> ResponseReturnValue:
    return _page(FileForm())


@blueprint.post("/import")
@requires("contacts.manage")
@takes_files(FORM_BYTES)
def upload() -> ResponseReturnValue:
    form, now = FileForm(), asked_at()
    if form.validate_on_submit():
        try:
            row = start_import(form.file.data.filename, form.file.data.read(), g.user, today(now), now)
            return redirect(url_for(".one_import", import_id=row.id), 303)
        except Unreadable as error:
            form.file.errors = [str(error)]
    return _page(form), 422


@blueprint.get("/import/example")
@requires("contacts.manage")
def import_example() -> ResponseReturnValue:
    return csv_file(example_file(), "modelo-contatos.csv")


def csv_file(text: str, filename: str) -> Response:
    answer = Response(text, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def _page(form: FileForm) -> str:
    rows, older = past_imports(row_id(request.args.get("before")))
    return render_template("contacts/imports.html", form=form, imports=rows, older=older)
