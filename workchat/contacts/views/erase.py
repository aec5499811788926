"""Somebody asked to be erased: what goes, what must stay, and the word that confirms it."""

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue

from workchat.accounts.rules import Refused
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.models import CLOSED, Media, Message, Ticket
from workchat.contacts.erase import CannotErase, erase
from workchat.contacts.forms.erase import EraseForm
from workchat.contacts.models import Contact
from workchat.contacts.views import blueprint
from workchat.contacts.views.person import find, to
from workchat.students.of_contacts import students_of


@blueprint.route("/<int:contact_id>/erase", methods=["GET", "POST"])
@requires("contacts.manage")
def erase_person(contact_id: int) -> ResponseReturnValue:
    contact = find(contact_id)
    form = EraseForm(contact.first_name)
    if form.done(lambda: _erase(contact)):
        return to(contact_id, "Contato apagado.")
    page = render_template("contacts/erase.html", contact=contact, form=form, found=_counts(contact))
    return page, 422 if form.errors else 200


def _erase(contact: Contact) -> None:
    try:
        erase(contact.id, g.user, current_app.config["SCHOOL"].instance, asked_at())
    except CannotErase as cannot:
        raise Refused("word", str(cannot)) from None


def _counts(contact: Contact) -> dict[str, int]:
    mine = Message.contact == contact
    tickets = Ticket.select().where(Ticket.contact == contact)
    return {
        "tickets": tickets.count(),
        "open": tickets.where(Ticket.state != CLOSED).count(),
        "messages": Message.select().where(mine).count(),
        "students": len(students_of([contact.id])[contact.id]),
        "files": Media.select().join(Message).where(mine).count(),
    }
