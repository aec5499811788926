"""Atualizações guardadas: what came from WhatsApp and could not be stored, to try again or to throw away."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.whatsapp.keep import kept
from workchat.whatsapp.kept_kind import LOCKED, kept_kind
from workchat.whatsapp.models import KeptUpdate
from workchat.whatsapp.retry import retry
from workchat.whatsapp.views import blueprint

PAGE = "/settings/integrations/kept"
MOST = 100  # shown at once


@blueprint.get(PAGE)
@requires("updates.retry")
def kept_updates() -> ResponseReturnValue:
    rows = [(row, kept_kind(row)) for row in kept().limit(MOST)]
    return render_template("whatsapp/kept.html", rows=rows, total=kept().count())


@blueprint.post(f"{PAGE}/<int:update_id>/retry")
@requires("updates.retry")
def retry_update(update_id: int) -> ResponseReturnValue:
    row = _found(update_id)
    if kept_kind(row) != LOCKED and retry(row, asked_at()):
        flash("Atualização aproveitada. O que ela trouxe já está no WorkChat.", "success")
    else:
        flash("Ainda não deu para aproveitar esta atualização. O motivo está na lista.", "error")
    return redirect(url_for(".kept_updates"), 303)


@blueprint.post(f"{PAGE}/<int:update_id>/delete")
@requires("updates.retry")
def delete_update(update_id: int) -> ResponseReturnValue:
    _found(update_id).delete_instance()
    flash("Atualização apagada.", "success")
    return redirect(url_for(".kept_updates"), 303)


def _found(update_id: int) -> KeptUpdate:
    return KeptUpdate.get_or_none(KeptUpdate.id == update_id, KeptUpdate.settled_at.is_null()) or abort(404)
