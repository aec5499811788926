"""What an agent can do while the questions of Recepção are open."""

from flask import g

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.forms import Acceptance, Decision
from workchat.chat.views import back, blueprint, desk, find
from workchat.chat.views.panel import panel
from workchat.intake.ask_again import ask_again
from workchat.intake.decide import decide, record_acceptance
from workchat.intake.stop_questions import stop_questions

NOTHING_OPEN = "Nenhuma pergunta está aberta neste ticket."


@blueprint.post("/<int:ticket_id>/stop-questions")
@requires("chat.use")
def stop_asking(ticket_id: int):
    if stop_questions(find(ticket_id).id, g.user, asked_at()):
        return back(ticket_id, "As perguntas pararam. O ticket está em Aguardando.")
    return back(ticket_id, NOTHING_OPEN, "warning")


@blueprint.post("/<int:ticket_id>/ask-again")
@requires("chat.use")
def repeat_question(ticket_id: int):
    if ask_again(find(ticket_id).id, asked_at()):
        return back(ticket_id, "A pergunta foi enviada de novo.")
    return back(ticket_id, NOTHING_OPEN, "warning")


@blueprint.route("/<int:ticket_id>/acceptance", methods=["GET", "POST"])
@requires("chat.use")
def acceptance(ticket_id: int):
    ticket, form = find(ticket_id), Acceptance()
    if not form.validate_on_submit():
        return desk("acceptance.html", 422 if form.errors else 200, ticket=ticket, form=form)
    if record_acceptance(ticket.id, g.user, form.how.data, asked_at()):
        return back(ticket_id, "Aceite registrado.")
    return back(ticket_id, "O aceite do termo não está mais sendo pedido neste ticket.", "warning")


@blueprint.route("/<int:ticket_id>/approval", methods=["GET", "POST"])
@requires("chat.use")
def approval(ticket_id: int):
    ticket, form = find(ticket_id), Decision()
    if not form.validate_on_submit():
        return desk("approval.html", 422 if form.errors else 200, ticket=ticket, form=form, **panel(ticket))
    approve = form.verdict.data == "approve"
    if decide(ticket.id, g.user, approve, asked_at()):
        return back(ticket_id, "Contato aprovado." if approve else "Contato não aprovado. Os dados foram apagados.")
    return back(ticket_id, "Este contato já foi decidido por outra pessoa.", "warning")
