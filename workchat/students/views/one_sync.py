"""One sync of students: how far it is, what it asks, what it changed, and how it is stopped."""

from collections.abc import Callable

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.settings.forms.fields import row_id
from workchat.students import sync_report
from workchat.students.forms.anyway import AnywayForm
from workchat.students.models import ASKING, RUNNING, UPLOADED, StudentSync
from workchat.students.settle_sync import apply_anyway, cancel_sync
from workchat.students.sync_steps import NotNow, sync_of, tell
from workchat.students.views import blueprint
from workchat.students.views.uploaded import uploaded_page

SHOWN = {
    "new": "Novos", "changed": "Mudaram", "gone": "Saíram", "refused": "Linhas recusadas", "remark": "Avisos",
}  # fmt: skip


@blueprint.get("/syncs/<int:sync_id>")
@requires("contacts.manage")
def one_sync(sync_id: int) -> ResponseReturnValue:
    row = _found(sync_id)
    if row.state in RUNNING:
        return render_template("students/sync_running.html", row=row, seen=seen(row))
    if row.state == UPLOADED:
        return uploaded_page(row)
    if row.state == ASKING:
        return render_template("students/sync_asking.html", row=row, form=AnywayForm(row.gone, row.total))
    return _report(row)


@blueprint.get("/syncs/<int:sync_id>/progress")
@requires("contacts.manage")
@background
def sync_progress(sync_id: int) -> ResponseReturnValue:
    """What the page asks for every second: nothing (204) when it already shows this."""
    row = _found(sync_id)
    shown = request.args.get("seen", "")
    if shown == seen(row):
        return "", 204
    anew = shown.partition("-")[0] != row.state
    return render_template("students/_sync_progress.html", row=row, seen=seen(row), anew=anew)


@blueprint.post("/syncs/<int:sync_id>/apply")
@requires("contacts.manage")
def sync_anyway(sync_id: int) -> ResponseReturnValue:
    """So many would leave: the person read how many, and typed it."""
    row = _found(sync_id)
    form = AnywayForm(row.gone, row.total)
    if row.state == ASKING and not form.validate_on_submit():
        return render_template("students/sync_asking.html", row=row, form=form), 422
    return _acted(row, lambda: apply_anyway(row, g.user, asked_at()))


@blueprint.route("/syncs/<int:sync_id>/cancel", methods=["GET", "POST"])
@requires("contacts.manage")
def sync_cancel(sync_id: int) -> ResponseReturnValue:
    row = _found(sync_id)
    if request.method == "POST":
        return _acted(row, lambda: cancel_sync(row, g.user, asked_at()))
    if row.state not in RUNNING:
        return _to_page(row)
    return render_template("students/sync_cancel.html", row=row)


@blueprint.post("/syncs/<int:sync_id>/report.csv")
@requires("contacts.manage")
def sync_file(sync_id: int) -> ResponseReturnValue:
    row = _found(sync_id)
    text = "".join(sync_report.report_file(row))
    tell(row, "Resultado", "baixado", g.user, asked_at())
    answer = Response(text, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"alunos-sincronizacao-{row.id}.csv")
    return answer


def seen(row: StudentSync) -> str:
    """What a page that shows this row says of it when it asks again."""
    retry = f"{row.retry_at:%H%M%S}" if row.retry_at else ""
    return f"{row.state}-{row.students_read}-{row.guardians_read}-{row.position}-{retry}"


def _found(sync_id: int) -> StudentSync:
    return sync_of(sync_id) or abort(404)


def _report(row: StudentSync) -> str:
    counts, asked = sync_report.counts(row), request.args.get("show", "")
    action = asked if asked in SHOWN else next(iter(counts), "new")
    lines, following = sync_report.lines(row, action, row_id(request.args.get("after")) or 0)
    page = {"counts": counts, "kinds": SHOWN, "action": action, "lines": lines, "following": following}
    return render_template("students/sync_report.html", row=row, **page)


def _acted(row: StudentSync, act: Callable[[], object]) -> ResponseReturnValue:
    """Do what a button asks for and go back to the page; if it is too late for that, say why."""
    try:
        act()
    except NotNow as refused:
        flash(str(refused), "error")
    return _to_page(row)


def _to_page(row: StudentSync) -> ResponseReturnValue:
    return redirect(url_for(".one_sync", sync_id=row.id), 303)
