"""The list of contacts."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.contacts.views import blueprint


@blueprint.get("")
@requires("contacts.use")
def contact_list() -> ResponseReturnValue:
    return render_template("contacts/list.html")
