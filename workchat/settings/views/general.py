"""The tab Gerais, and the estimate beside the interval."""

from flask import render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.pages import on_the_wall
from workchat.settings.estimate import meaning_of
from workchat.settings.forms.general import GeneralForm
from workchat.settings.models import ClosingReason, Settings
from workchat.settings.pace_rules import next_holidays
from workchat.settings.views import blueprint
from workchat.settings.views.preview import laid_over, preview
from workchat.settings.views.tab import show_tab


@blueprint.route("/general", methods=["GET", "POST"])
@requires("settings.edit")
def general() -> ResponseReturnValue:
    form = stored_form()
    holidays = next_holidays(on_the_wall(asked_at()).date())
    return show_tab(form, reasons=ClosingReason.with_text(), holidays=holidays, meaning=meaning(form))


@blueprint.post("/general/preview")
@requires("settings.edit")
def preview_general() -> ResponseReturnValue:
    return preview(stored_form())


@blueprint.post("/general/estimate")
@requires("settings.edit")
def estimate_general() -> ResponseReturnValue:
    form = stored_form()
    return render_template("settings/_pace_news.html", form=form, meaning=meaning(form))


def stored_form() -> GeneralForm:
    return GeneralForm(data=Settings.current().columns())


def meaning(form: GeneralForm):
    """What is stored, with what is being typed laid over it, means for this school."""
    return meaning_of(laid_over(form if form.is_submitted() else None), asked_at())
