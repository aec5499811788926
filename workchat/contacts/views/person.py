"""One person of the address book: what the school knows, what it sent, and what they accepted."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.models import AuditEntry
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.models import Ticket
from workchat.chat.rules import can_see
from workchat.contacts import about
from workchat.contacts.approve import approve, awaiting
from workchat.contacts.details import groups_of, tags_of
from workchat.contacts.models import KEY_GONE, Contact
from workchat.contacts.rules import age
from workchat.contacts.save import unmask_cpf
from workchat.contacts.silence import silence
from workchat.contacts.views import blueprint
from workchat.contacts.write_details import subject_of, today
from workchat.db import BIGGEST
from workchat.outbox.rules import STATUS_WORDS
from workchat.students.of_contacts import students_of
from workchat.vault import CannotUnseal

TICKETS = 10
SOURCES = {"welcome": "Boas-vindas", "closing": "Encerramento", "transfer": "Aviso de transferência",
           "agent": "Resposta", "test": "Teste"}  # fmt: skip
UNCHANGED = "Nada mudou: alguém já tinha feito isso, ou um ticket espera a aprovação deste contato."


def find(contact_id: int, erased: bool = False) -> Contact:
    """The contact, or 404; of an erased one there is only the page that says so."""
    contact = Contact.fetch("WHERE id = ?", contact_id)
    return contact if contact and (erased or contact.erased_at is None) else abort(404)


def sees(ticket: Ticket) -> bool:
    if "departments" not in g:
        g.departments = g.user.department_ids()
    return can_see(g.user.role, g.user.id, g.departments, ticket)


def to(contact_id: int, said: str = "", category: str = "success") -> ResponseReturnValue:
    if said:
        flash(said, category)
    return redirect(url_for("contacts.person", contact_id=contact_id), 303)


def show(contact: Contact, **more: object) -> str:
    """The whole page. `more`: what only this visit shows, as the CPF in clear."""
    sent, older_sent = about.sent_to(contact, g.user)
    changes, older_changes = about.changes_of(contact)
    told = {"sent": sent, "older_sent": older_sent, "changes": changes, "older_changes": older_changes}
    told |= _known(contact) | _tickets(contact) | _words()
    return render_template("contacts/person.html", contact=contact, answers=about.answers_of(contact), **told, **more)


@blueprint.get("/<int:contact_id>")
@requires("contacts.use")
def person(contact_id: int) -> ResponseReturnValue:
    return show(find(contact_id, erased=True))


@blueprint.get("/<int:contact_id>/messages")
@requires("contacts.use")
def messages_to(contact_id: int) -> ResponseReturnValue:
    contact = find(contact_id, erased=True)
    sent, older_sent = about.sent_to(contact, g.user, _before())
    return render_template("contacts/messages.html", contact=contact, sent=sent, older_sent=older_sent, **_words())


@blueprint.get("/<int:contact_id>/changes")
@requires("contacts.use")
def changes_of(contact_id: int) -> ResponseReturnValue:
    contact = find(contact_id, erased=True)
    changes, older = about.changes_of(contact, _before())
    return render_template("contacts/changes.html", contact=contact, changes=changes, older_changes=older)


@blueprint.post("/<int:contact_id>/cpf")
@requires("contacts.manage")
def whole_cpf(contact_id: int) -> ResponseReturnValue:
    contact = find(contact_id)
    if not contact.sealed_cpf:
        abort(404)
    try:
        return show(contact, cpf=unmask_cpf(contact, g.user, asked_at()))
    except CannotUnseal:
        return to(contact_id, f"CPF: {KEY_GONE[0].lower()}{KEY_GONE[1:]}.", "error")


@blueprint.post("/<int:contact_id>/approval")
@requires("contacts.use")
def approval(contact_id: int) -> ResponseReturnValue:
    approved = request.form.get("approved") == "yes"
    if not approve(find(contact_id).id, approved, g.user, asked_at()):
        return to(contact_id, UNCHANGED, "warning")
    return to(contact_id, "Acesso aprovado." if approved else "Aprovação retirada.")


@blueprint.post("/<int:contact_id>/silence")
@requires("contacts.use")
def silence_person(contact_id: int) -> ResponseReturnValue:
    silent = request.form.get("silent") == "yes"
    if not silence(find(contact_id).id, silent, g.user, asked_at()):
        return to(contact_id, UNCHANGED, "warning")
    said = "não recebe mais mensagens agendadas" if silent else "volta a receber mensagens agendadas"
    return to(contact_id, f"Anotado: este contato {said}.")


def _known(contact: Contact) -> dict[str, Any]:
    waiting = awaiting(contact)
    erased = AuditEntry.select().where(AuditEntry.subject == subject_of(contact.id), AuditEntry.after == "apagado")
    return {
        "years": age(contact.birth_date, today(asked_at())) if contact.birth_date else None,
        "groups": groups_of(contact),
        "tags": tags_of(contact),
        "aliases": list(contact.aliases),
        "students": students_of([contact.id])[contact.id],
        "waiting": waiting,
        "sees_waiting": bool(waiting and sees(waiting)),
        "erased_by": erased.order_by(AuditEntry.id.desc()).first() if contact.erased_at else None,
    }


def _tickets(contact: Contact) -> dict[str, Any]:
    rows, hidden = about.tickets_of(contact, sees)
    shown = rows if request.args.get("tickets") == "all" else rows[:TICKETS]
    return {"tickets": shown, "more_tickets": len(rows) - len(shown), "hidden": hidden}


def _words() -> dict[str, Any]:
    return {"statuses": STATUS_WORDS, "sources": SOURCES}


def _before() -> int:
    return min(max(request.args.get("before", 0, int), 0), BIGGEST)
