"""The tab Contacts."""

from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.settings.forms.contacts import ContactsForm
from workchat.settings.models import Settings
from workchat.settings.views import blueprint
from workchat.settings.views.preview import preview
from workchat.settings.views.tab import show_tab


@blueprint.route("/contacts", methods=["GET", "POST"])
@requires("settings.edit")
def contacts() -> ResponseReturnValue:
    return show_tab(ContactsForm(data=Settings.current().columns()))


@blueprint.post("/contacts/preview")
@requires("settings.edit")
def preview_contacts() -> ResponseReturnValue:
    return preview(ContactsForm(data=Settings.current().columns()))
