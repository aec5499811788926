"""The address book as a file: all of it, those found, or those marked."""

import tempfile
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, render_template, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.export import as_csv, export_lines, write_down_export, write_xlsx
from workchat.contacts.lists import all_ids, contacts
from workchat.contacts.views import blueprint
from workchat.contacts.views.asked import choices, read
from workchat.contacts.wanted import Wanted
from workchat.pages import on_the_wall, school

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("xlsx", "csv")


@blueprint.route("/export", methods=["GET", "POST"])
@requires("contacts.manage")
def export() -> ResponseReturnValue:
    asked = read(request.values)
    form, everybody = request.form.get("format"), request.form.get("who") == "everybody"
    if form in FORMATS and (everybody or not asked.stale):
        return file_of(all_ids(Wanted() if everybody else asked.wanted), form)
    return render_template("contacts/export.html", found=contacts(asked.wanted), **choices(asked))


def file_of(ids: Sequence[int], form: str) -> Response:
    """The download, which leaves a line in the history."""
    now = asked_at()
    write_down_export(len(ids), form, g.user, now)
    name = f"contatos-{on_the_wall(now):%Y-%m-%d}.{form}"
    lines = export_lines(ids, ZoneInfo(school().timezone))
    if form == "csv":
        answer = Response(stream_with_context(as_csv(lines)), mimetype="text/csv")
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer
    return send_file(_xlsx(lines), XLSX, as_attachment=True, download_name=name, max_age=0)


def _xlsx(lines: Any) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it was sent)
    write_xlsx(lines, file)
    file.seek(0)
    return file
