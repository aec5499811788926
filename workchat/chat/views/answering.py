"""An agent answers: a text, an approved template, a note for colleagues, or a message once more."""

from flask import abort, g, request

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.forms import Composer, TemplateReply
from workchat.chat.models import Message
from workchat.chat.reply import reply, reply_with_template, write_note
from workchat.chat.views import back, blueprint, done, find
from workchat.chat.views.talk import show
from workchat.outbox.confirm import send_again
from workchat.outbox.models import Delivery
from workchat.whatsapp.models import Template


@blueprint.post("/<int:ticket_id>/reply")
@requires("chat.use")
def answer(ticket_id: int):
    ticket, form = find(ticket_id), Composer()

    def send() -> object:
        if form.note.data:
            return write_note(ticket.id, g.user, form.text.data or "", asked_at())
        return reply(ticket.id, g.user, form.text.data or "", asked_at(), form.seen.data or 0)

    return back(ticket.id) if done(form, "text", send) else show(find(ticket_id), form, 422)


@blueprint.post("/<int:ticket_id>/template")
@requires("chat.use")
def answer_with_template(ticket_id: int):
    ticket, form, values = find(ticket_id), TemplateReply(), request.form.getlist("value")
    own = Template.select().where(Template.number == ticket.number_id)
    template = next((row for row in own if row.id == form.template.data), None) or abort(404)
    seen = form.seen.data or 0
    if done(form, "text", lambda: reply_with_template(ticket.id, g.user, template, values, asked_at(), seen)):
        return back(ticket.id)
    return show(find(ticket_id), None, 422, template_id=template.id, values=values, problems=form.text.errors)


@blueprint.post("/<int:ticket_id>/deliveries/<int:delivery_id>/again")
@requires("chat.use")
def once_more(ticket_id: int, delivery_id: int):
    ticket = find(ticket_id)
    own = (Delivery.id == delivery_id) & (Message.ticket == ticket.id)
    delivery = Delivery.select().join(Message).where(own).first() or abort(404)
    if send_again(delivery, asked_at()):
        return back(ticket.id, "A mensagem voltou para a fila.")
    return back(ticket.id, "A mensagem chegou enquanto isso. Ela não foi enviada de novo.", "warning")
