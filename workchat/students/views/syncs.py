"""What came in from TOTVS or from spreadsheets, newest first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.students.views import blueprint


@blueprint.get("")
@requires("contacts.manage")
def syncs() -> ResponseReturnValue:
    return render_template("students/syncs.html")
