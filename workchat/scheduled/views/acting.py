"""The buttons of a scheduled message: pause, go on, cancel, another time, the uncertain ones again, a copy."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.scheduled.cancel import cancel
from workchat.scheduled.forms.review import reschedule_form
from workchat.scheduled.models import CANCELLED, DONE, DRAFT
from workchat.scheduled.pause import pause
from workchat.scheduled.progress import progress_of
from workchat.scheduled.recipients import send_unknown_again
from workchat.scheduled.record import NotNow
from workchat.scheduled.resume import resume
from workchat.scheduled.rules import people
from workchat.scheduled.save_draft import copy, throw_away
from workchat.scheduled.start import following, reschedule, send_late
from workchat.scheduled.views import acted, blueprint, find, to_page, zone


@blueprint.post("/<int:message_id>/pause")
@requires("scheduled.use")
def pause_message(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    return acted(
        message, lambda: pause(message, g.user, asked_at()), "Envio pausado. Nada mais sai até alguém retomar."
    )


@blueprint.post("/<int:message_id>/resume")
@requires("scheduled.use")
def resume_message(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    return acted(message, lambda: resume(message, g.user, asked_at()), "Envio retomado, no ritmo normal.")


@blueprint.post("/<int:message_id>/send-late")
@requires("scheduled.use")
def send_late_message(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    return acted(message, lambda: send_late(message, g.user, asked_at()), "Envio começado.")


@blueprint.route("/<int:message_id>/cancel", methods=["GET", "POST"])
@requires("scheduled.use")
def cancel_message(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    if request.method == "POST":
        return acted(message, lambda: cancel(message, g.user, asked_at()), "Envio cancelado.")
    if message.state in (DRAFT, DONE, CANCELLED):
        return to_page(message_id)
    given = {"progress": progress_of(message, asked_at()), "following": following(message)}
    return render_template("scheduled/cancel.html", message=message, **given)


@blueprint.route("/<int:message_id>/reschedule", methods=["GET", "POST"])
@requires("scheduled.use")
def reschedule_message(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    form = reschedule_form(message, zone())
    if message.started_at or message.state in (DRAFT, DONE, CANCELLED):
        return to_page(message_id)
    if not form.is_submitted() or not form.check(zone(), asked_at()):
        return render_template("scheduled/reschedule.html", message=message, form=form), 422 if form.errors else 200
    return acted(message, lambda: reschedule(message, form.due_at, g.user, asked_at()), "Nova data salva.")


@blueprint.post("/<int:message_id>/unknown-again")
@requires("scheduled.use")
def send_uncertain_again(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    try:
        again = send_unknown_again(message, g.user, asked_at())
    except NotNow as refused:
        flash(str(refused), "error")
        return to_page(message_id)
    if again:
        flash(f"De volta à fila: {people(again)}.", "success")
    else:
        flash("Não há mais nenhuma incerta: enquanto isso, o WhatsApp confirmou todas.", "warning")
    return to_page(message_id)


@blueprint.post("/<int:message_id>/copy")
@requires("scheduled.use")
def copy_message(message_id: int) -> ResponseReturnValue:
    draft = copy(find(message_id), g.user, asked_at())
    flash("Rascunho criado a partir desta mensagem. Escolha a data e confira os contatos.", "success")
    return redirect(url_for("scheduled.edit", message_id=draft.id), 303)


@blueprint.post("/<int:message_id>/throw-away")
@requires("scheduled.use")
def throw_away_draft(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    try:
        throw_away(message)
    except NotNow as refused:
        flash(str(refused), "error")
        return to_page(message_id)
    flash(f"Rascunho “{message.title}” excluído.", "success")
    return redirect(url_for("scheduled.message_list"), 303)
