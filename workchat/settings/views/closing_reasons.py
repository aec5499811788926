"""Configuração de Fechamento de Ticket: the list of reasons, and the form of one."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.settings.delete_reason import delete_reason, used_reasons
from workchat.settings.forms.closing_reason import ClosingReasonForm
from workchat.settings.models import ClosingReason
from workchat.settings.move_reason import move_reason
from workchat.settings.save_reason import activate_reason, save_reason
from workchat.settings.views import blueprint
from workchat.settings.views.preview import bubble

LIST = ".closing_reasons"
IN_USE = "O motivo {} já encerrou tickets e não pode ser excluído. Desative-o."


@blueprint.get("/closing-reasons")
@requires("settings.edit")
def closing_reasons() -> ResponseReturnValue:
    return render_template("settings/closing_reasons.html", reasons=list(ClosingReason.in_order()), used=used_reasons())


@blueprint.route("/closing-reasons/new", methods=["GET", "POST"])
@requires("settings.edit")
def new_closing_reason() -> ResponseReturnValue:
    return _edit(ClosingReason())


@blueprint.route("/closing-reasons/<int:reason_id>", methods=["GET", "POST"])
@requires("settings.edit")
def closing_reason(reason_id: int) -> ResponseReturnValue:
    return _edit(_found(reason_id))


@blueprint.post("/closing-reasons/preview")
@requires("settings.edit")
def preview_closing_reason() -> ResponseReturnValue:
    return bubble(ClosingReasonForm(taken=[]).text)


@blueprint.post("/closing-reasons/<int:reason_id>/move")
@requires("settings.edit")
def move_closing_reason(reason_id: int) -> ResponseReturnValue:
    move_reason(_found(reason_id), -1 if request.form.get("direction") == "up" else 1, g.user, asked_at())
    return redirect(url_for(LIST), 303)


@blueprint.post("/closing-reasons/<int:reason_id>/active")
@requires("settings.edit")
def activate_closing_reason(reason_id: int) -> ResponseReturnValue:
    reason, active = _found(reason_id), request.form.get("active") == "yes"
    activate_reason(reason, active, g.user, asked_at())
    flash(f"Motivo {reason.name} {'ativado' if active else 'desativado'}.", "success")
    return redirect(url_for(LIST), 303)


@blueprint.post("/closing-reasons/<int:reason_id>/delete")
@requires("settings.edit")
def delete_closing_reason(reason_id: int) -> ResponseReturnValue:
    reason = _found(reason_id)
    if delete_reason(reason, g.user, asked_at()):
        flash(f"Motivo {reason.name} excluído.", "success")
    else:
        flash(IN_USE.format(reason.name), "error")
    return redirect(url_for(LIST), 303)


def _edit(reason: ClosingReason) -> ResponseReturnValue:
    taken = [row.name for row in ClosingReason.in_order() if row.id != reason.id]
    form = ClosingReasonForm(taken=taken, obj=reason)
    if form.validate_on_submit():
        if save_reason(reason, form.values(), form.words, g.user, asked_at()):
            flash(f"Motivo {reason.name} salvo.", "success")
            return redirect(url_for(LIST), 303)
        form.name.errors = ["Já existe um motivo com este nome."]
    status = 422 if request.method == "POST" else 200
    return render_template("settings/closing_reason.html", form=form, reason=reason), status


def _found(reason_id: int) -> ClosingReason:
    return ClosingReason.get_or_none(id=reason_id) or abort(404)
