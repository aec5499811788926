"""The tab Gerais, and the estimate beside the interval."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.contacts.models import Contact
from workchat.settings.forms.general import GeneralForm
from workchat.settings.models import ClosingReason, Settings
from workchat.settings.rules import estimate, interval_warning, read_interval
from workchat.settings.views import blueprint
from workchat.settings.views.preview import preview
from workchat.settings.views.tab import show_tab

SAMPLE_SCHOOL = 320  # contacts, while the school has none


@blueprint.route("/general", methods=["GET", "POST"])
@requires("settings.edit")
def general() -> ResponseReturnValue:
    form = GeneralForm(data=Settings.current().columns())
    return show_tab(form, reasons=ClosingReason.with_text(), **pace(form.interval_seconds.data))


@blueprint.post("/general/preview")
@requires("settings.edit")
def preview_general() -> ResponseReturnValue:
    return preview(GeneralForm(data=Settings.current().columns()))


@blueprint.get("/general/estimate")
@requires("settings.edit")
def estimate_general() -> ResponseReturnValue:
    interval, problem = read_interval(request.args.get("interval_seconds", ""))
    return render_template("settings/_estimate.html", problem=problem, **pace(interval))


def pace(interval: int | None) -> dict[str, object]:
    """What an interval means for this school: `estimate` and `risk`, both ready to show."""
    if interval is None:
        return {"estimate": "", "risk": ""}
    people = Contact.in_the_list()
    example = "" if people else "Por exemplo, "
    return {"estimate": example + estimate(people or SAMPLE_SCHOOL, interval), "risk": interval_warning(interval)}
