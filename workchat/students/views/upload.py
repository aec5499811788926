"""Spreadsheets of students: sending them, and ones to fill in."""

from flask import Response, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.read_file import MOST_BYTES
from workchat.contacts.unreadable import Unreadable
from workchat.fences import takes_files
from workchat.students.example_files import EXAMPLES, example_file
from workchat.students.forms.upload import FilesForm
from workchat.students.keep_sheet import keep_sheets
from workchat.students.read_sheet import Sheet, read_sheet
from workchat.students.views import blueprint

FORM_BYTES = 2 * MOST_BYTES + 2 * 1024 * 1024  # two files; one a little too big is refused beside its field


@blueprint.get("/upload")
@requires("contacts.manage")
def upload_page() -> ResponseReturnValue:
    return render_template("students/upload.html", form=FilesForm())


@blueprint.post("/upload")
@requires("contacts.manage")
@takes_files(FORM_BYTES)
def upload() -> ResponseReturnValue:
    form = FilesForm()
    sheets = _read(form) if form.validate_on_submit() else []
    if not sheets:
        return render_template("students/upload.html", form=form), 422
    row = keep_sheets(sheets[0], sheets[1] if len(sheets) > 1 else None, g.user, asked_at())
    return redirect(url_for(".one_sync", sync_id=row.id), 303)


@blueprint.get("/upload/example/<example>")
@requires("contacts.manage")
def upload_example(example: str) -> ResponseReturnValue:
    if example not in EXAMPLES:
        abort(404)
    answer = Response(example_file(example), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"modelo-{example}.csv")
    return answer


def _read(form: FilesForm) -> list[Sheet]:
    """Every file, or none: what is wrong with one stands beside its field."""
    sheets = []
    for field, file in form.sent:
        try:
            sheets.append(read_sheet(file.filename or "", file.read(), field is form.guardians))
        except Unreadable as error:
            field.errors = [str(error)]
    return [] if form.errors else sheets
