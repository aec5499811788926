"""The tab Privacy."""

from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.settings.forms.privacy import PrivacyForm
from workchat.settings.models import Settings
from workchat.settings.views import blueprint
from workchat.settings.views.preview import preview
from workchat.settings.views.tab import show_tab


@blueprint.route("/privacy", methods=["GET", "POST"])
@requires("settings.edit")
def privacy() -> ResponseReturnValue:
    return show_tab(PrivacyForm(data=Settings.current().columns()))


@blueprint.post("/privacy/preview")
@requires("settings.edit")
def preview_privacy() -> ResponseReturnValue:
    return preview(PrivacyForm(data=Settings.current().columns()))
