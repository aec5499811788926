"""The list of scheduled messages."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.scheduled.views import blueprint


@blueprint.get("")
@requires("scheduled.use")
def message_list() -> ResponseReturnValue:
    return render_template("scheduled/list.html")
