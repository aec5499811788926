"""The contact of a ticket on a page of its own: save, correct the name, see the whole CPF."""

from flask import abort, g

from workchat.accounts.rules import may
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.forms import Name
from workchat.chat.views import back, blueprint, desk, done, find
from workchat.chat.views.panel import panel
from workchat.contacts.models import KEY_GONE
from workchat.contacts.save import save, unmask_cpf
from workchat.vault import CannotUnseal


@blueprint.route("/<int:ticket_id>/contact", methods=["GET", "POST"])
@requires("chat.use")
def contact(ticket_id: int):
    ticket = find(ticket_id)
    form = Name(obj=ticket.contact)
    if done(form, "name", lambda: save(ticket.contact, form.name.data or "", g.user, asked_at())):
        return back(ticket_id, "Contato salvo.")
    return desk("contact.html", 422 if form.errors else 200, ticket=ticket, form=form, **panel(ticket))


@blueprint.post("/<int:ticket_id>/contact/cpf")
@requires("chat.see_all")
def whole_cpf(ticket_id: int):
    ticket = find(ticket_id)
    shown = panel(ticket)
    if not shown["shows_data"] or not ticket.contact.sealed_cpf or not may(g.user.role, "chat.see_all"):
        abort(404)
    try:
        cpf = unmask_cpf(ticket.contact, g.user, asked_at())
    except CannotUnseal:
        return back(ticket_id, f"CPF: {KEY_GONE[0].lower()}{KEY_GONE[1:]}.", "error")
    return desk("contact.html", ticket=ticket, form=Name(formdata=None, obj=ticket.contact), cpf=cpf, **shown)
