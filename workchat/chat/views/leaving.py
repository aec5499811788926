"""A ticket changes hands or ends: take, transfer, close."""

from flask import flash, g, render_template, request

from workchat.accounts.models import Department, User
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.close import close, goodbye
from workchat.chat.forms import Close, Transfer
from workchat.chat.models import Ticket
from workchat.chat.rules import may_skip_closing_text, window_left
from workchat.chat.say import values_of
from workchat.chat.take import AlreadyTaken, take
from workchat.chat.transfer import transfer
from workchat.chat.views import back, blueprint, desk, done, find
from workchat.outbox.models import Delivery
from workchat.settings.models import ClosingReason, Settings
from workchat.text.rules import fill


@blueprint.post("/<int:ticket_id>/take")
@requires("chat.use")
def take_ticket(ticket_id: int):
    try:
        take(find(ticket_id).id, g.user, asked_at())
    except AlreadyTaken as taken:
        return back(ticket_id, str(taken), "warning")
    return back(ticket_id, "O ticket agora é seu.")


@blueprint.route("/<int:ticket_id>/transfer", methods=["GET", "POST"])
@requires("chat.use")
def transfer_ticket(ticket_id: int):
    ticket, form = find(ticket_id), Transfer()
    active = Department.select().where(Department.active).order_by(Department.name)
    form.offer(User.active_agents(), active)
    if done(form, "destination", lambda: say_if_skipped(_move(ticket, form), "A família não foi avisada")):
        return back(ticket_id, "Ticket transferido.")
    # Who takes over is not chosen yet: their place stays open in the text that is shown.
    told = fill(Settings.current().transfer_text, values_of(ticket) | {"atendente": "…", "departamento": "…"})
    return desk("transfer.html", 422 if form.errors else 200, ticket=ticket, form=form, text_now=told)


@blueprint.route("/<int:ticket_id>/close", methods=["GET", "POST"])
@requires("chat.use")
def close_ticket(ticket_id: int):
    ticket, form = find(ticket_id), close_form()
    if done(form, "reason", lambda: say_if_skipped(_end(ticket, form), "A mensagem de encerramento não foi enviada")):
        return back(ticket_id, "Atendimento encerrado.")
    return desk("close.html", 422 if form.errors else 200, form=form, **ending(ticket, form))


@blueprint.get("/<int:ticket_id>/goodbye")
@requires("chat.use")
def final_text(ticket_id: int):
    """What closing with the chosen reason would send, while one chooses."""
    form = close_form()
    form.process(request.args)
    return render_template("chat/_goodbye.html", form=form, **ending(find(ticket_id), form))


def close_form() -> Close:
    form = Close()
    form.offer(ClosingReason.offered())
    return form


def ending(ticket: Ticket, form: Close) -> dict:
    reason = ClosingReason.get_or_none(ClosingReason.id == form.reason_id)
    locked = not may_skip_closing_text(bool(reason and reason.forces_text))
    return {
        "ticket": ticket,
        "locked": locked,
        "final": goodbye(ticket, reason),
        "window_open": bool(window_left(ticket.last_inbound_at, asked_at())),
    }


def say_if_skipped(delivery: Delivery | None, what: str) -> None:
    if delivery is not None and delivery.status == "skipped":
        flash(f"{what}: {delivery.error}", "warning")


def _move(ticket: Ticket, form: Transfer) -> Delivery | None:
    kind, number = form.chosen
    target = (User if kind == "agent" else Department).get_by_id(number)
    return transfer(ticket.id, g.user, asked_at(), tell=form.tell.data, **{kind: target})


def _end(ticket: Ticket, form: Close) -> Delivery | None:
    reason = ClosingReason.get_or_none(ClosingReason.id == form.reason_id)
    return close(ticket.id, g.user, reason, form.send_text.data, asked_at())
