"""The portal's page of Integrações: what the environment says of it, one choice, and who came or was refused."""

from flask import current_app, request
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.embed.about_portal import about_portal, newest
from workchat.embed.refuse import REFUSED, as_reference
from workchat.settings.forms.portal import PortalForm
from workchat.settings.models import Settings
from workchat.settings.views import blueprint
from workchat.settings.views.tab import show_tab


@blueprint.route("/integrations/portal", methods=["GET", "POST"])
@requires("settings.edit")
def portal() -> ResponseReturnValue:
    config, typed = current_app.config["SCHOOL"], request.args.get("reference", "").strip()[:40]
    found = newest(as_reference(typed) or "none") if typed else newest()
    page = {"about": about_portal(config), "entries": found, "typed": typed, "refused": REFUSED}
    return show_tab(PortalForm(data=Settings.current().columns()), launch_url=f"{config.url}/embed/launch", **page)
