"""What every tab does with its form: show it, save it, or say why it was not saved."""

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workchat.accounts.models import AuditEntry
from workchat.asked import asked_at
from workchat.pages import local
from workchat.settings.forms.fields import TabForm
from workchat.settings.models import Settings
from workchat.settings.save import save
from workchat.settings.views.history import Clash, clashes
from workchat.settings.views.preview import conversation_of


def show_tab(form: TabForm, **shown: object) -> ResponseReturnValue:
    """The whole life of a tab's page, GET and POST. `shown` goes to its template, settings/<tab>.html."""
    clash: list[Clash] = []
    if form.validate_on_submit():
        if save(form.tab, form.seen_version, form.values(), form.words, g.user, asked_at()):
            flash(f"Configurações salvas às {local(asked_at(), '%H:%M')}.", "success")
            return redirect(request.path, 303)
        clash = clashes(form)
    posted = request.method == "POST"
    if clash or not posted:  # a refused form stays on the version that the person saw
        form.version.data = Settings.current().version_of(form.tab)
        form.last_entry.data = AuditEntry.newest_of(form.tab)
    shown["conversation"] = conversation_of(form if posted else None)
    return render_template(f"settings/{form.tab}.html", form=form, clash=clash, **shown), 422 if posted else 200
