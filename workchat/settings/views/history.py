"""Who changed what and when, tab by tab, and what a colleague saved while one was typing."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from workchat.accounts.models import AuditEntry
from workchat.accounts.session import requires
from workchat.settings.changes import Clash, clashes_in, entries
from workchat.settings.forms.fields import TabForm, row_id
from workchat.settings.models import Settings
from workchat.settings.views import TABS, blueprint

PAGE = 50  # lines of history on one page


@blueprint.get("/<tab>/history")
@requires("settings.edit")
def history(tab: str) -> ResponseReturnValue:
    if tab not in TABS:
        abort(404)
    before = row_id(request.args.get("before"))
    rows = list(entries(tab, *([AuditEntry.id < before] if before else [])).limit(PAGE + 1))
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("settings/history.html", tab=tab, entries=rows[:PAGE], more=more)


def clashes(form: TabForm) -> list[Clash]:
    """What colleagues changed since the form was shown, newest word of each field; never empty."""
    typed = Settings.current()
    for column, value in form.values().items():
        setattr(typed, column, value)
    return clashes_in(form.tab, form.words(typed), AuditEntry.id > form.seen_entry)
