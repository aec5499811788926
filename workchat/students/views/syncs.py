"""Students: how many there are, what came in from TOTVS or from spreadsheets, and a new reading of TOTVS."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.settings.forms.fields import row_id
from workchat.students.overview import overview
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import NotNow, newest_syncs, running_sync
from workchat.students.views import blueprint
from workchat.totvs.standing import standing

NOT_READY = "O TOTVS ainda não está ligado. Quem administra o WorkChat liga em Configurações, Integrações."


@blueprint.get("")
@requires("contacts.manage")
def syncs() -> ResponseReturnValue:
    rows, older = newest_syncs(row_id(request.args.get("before")) or 0)
    return render_template(
        "students/syncs.html", syncs=rows, older=older, overview=overview(), totvs=standing(asked_at())
    )


@blueprint.post("/syncs")
@requires("contacts.manage")
def start() -> ResponseReturnValue:
    """Sincronizar agora: the worker reads TOTVS. While one runs, its page is shown instead."""
    running = running_sync()
    if running is None and not standing(asked_at()).is_ready:
        flash(NOT_READY, "error")
        return redirect(url_for(".syncs"), 303)
    try:
        row = running or start_rm_sync(g.user, asked_at())
    except NotNow as refused:
        flash(str(refused), "error")
        return redirect(url_for(".syncs"), 303)
    return redirect(url_for(".one_sync", sync_id=row.id), 303)
