"""Two contacts that are one person: find the other, see both side by side, join them."""

from typing import Any

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from workchat.accounts.rules import Refused
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.chat.models import Message, Ticket
from workchat.contacts.details import marks, spoken
from workchat.contacts.forms.merge import MergeForm, OtherForm
from workchat.contacts.lists import contacts
from workchat.contacts.merge import CHANGED, merge
from workchat.contacts.merge_deliveries import CannotMerge
from workchat.contacts.merged import Choice, usual_choice
from workchat.contacts.models import Contact
from workchat.contacts.views import blueprint
from workchat.contacts.views.person import find, to
from workchat.contacts.wanted import Wanted
from workchat.contacts.write_down_search import write_down_search

MOST = 20
CHOSEN = {"name": "Nome", "phone": "Telefone", "birth_date": "Nascimento", "cpf": "CPF"}
GONE = "Um dos dois contatos não existe mais: alguém já os uniu."


@blueprint.route("/<int:contact_id>/merge", methods=["GET", "POST"])
@requires("contacts.manage")
def other_contact(contact_id: int) -> ResponseReturnValue:
    """Who is the same person? The name or phone goes in the form, never in the address."""
    contact, form, found = find(contact_id), OtherForm(), None
    typed = (form.who.data or "").replace("\x00", " ").strip()  # Postgres takes none
    if form.validate_on_submit() and typed:
        wanted = Wanted(typed=typed)
        write_down_search(wanted, g.user, asked_at())
        rows = contacts(wanted).rows
        found = [row for row in rows if row.id != contact.id][:MOST]
    page = render_template("contacts/merge_search.html", contact=contact, form=form, found=found)
    return page, 422 if form.errors else 200


@blueprint.route("/<int:contact_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires("contacts.manage")
def merge_contacts(contact_id: int, other_id: int) -> ResponseReturnValue:
    if contact_id == other_id:
        abort(404)
    people = [Contact.fetch("WHERE id = ? AND erased_at IS NULL", one) for one in (contact_id, other_id)]
    if not all(people):
        return _one_is_gone(people)
    form = review_form(people)
    if form.done(lambda: _join(form, people)):
        return to(form.outcome.id, "Os dois contatos agora são um. Nada se perdeu.")
    page = render_template("contacts/merge.html", form=form, people=people, lines=compared(people, form))
    return page, 422 if form.errors else 200


def review_form(people: list[Contact]) -> MergeForm:
    """Only what differs is asked; what was posted stays chosen."""
    usual = usual_choice(*people)
    form = MergeForm(data={**vars(usual), "seen": _seen(people)})
    words = [spoken(person) for person in people]
    for field, label in CHOSEN.items():
        values = {person.id: said[label] for person, said in zip(people, words, strict=True)}
        if field == "phone":
            values = {person.id: person.phone for person in people}
        if all(values.values()) and (len(set(values.values())) > 1 or field == "phone"):
            form.offer(field, values)
        else:
            form[field].choices = []
    return form


def _join(form: MergeForm, people: list[Contact]) -> Contact:
    """What the page showed must still be so; else the fresh values are shown, to be looked at again."""
    if form.seen.data != _seen(people):
        form.seen.data = _seen(people)
        raise Refused("name", CHANGED)
    usual = vars(usual_choice(*people))
    choice = Choice(**{field: form.chosen(field, usual[field]) for field in CHOSEN})
    try:
        return merge(people[0].id, people[1].id, choice, g.user, asked_at())
    except CannotMerge as cannot:
        raise Refused("name", str(cannot)) from None


def _seen(people: list[Contact]) -> str:
    return " ".join(marks(person) for person in sorted(people, key=lambda person: person.id))


def compared(people: list[Contact], form: MergeForm) -> list[dict[str, Any]]:
    """Each line of the table: what both say, and what comes out; `asked` where the form decides."""
    one, other = (_words(person) for person in people)
    asked = {CHOSEN[field] for field in CHOSEN if form[field].choices}
    return [
        {
            "label": label,
            "one": one[label],
            "other": other[label],
            "asked": label in asked,
            "out": _out(label, one, other),
        }
        for label in one
    ]


def _words(person: Contact) -> dict[str, Any]:
    return spoken(person) | {
        "Telefone": person.phone,
        "Tickets": Ticket.select().where(Ticket.contact == person).count(),
        "Mensagens": Message.select().where(Message.contact == person, Message.direction != "note").count(),
        "Acesso": "Aprovado" if person.approved_at else "Não aprovado",
        "Mensagens agendadas": "Pediu para não receber" if person.opted_out_at else "Recebe",
    }


def _out(label: str, one: dict[str, Any], other: dict[str, Any]) -> Any:
    """What stays where nobody has to choose: the sum, the union, or the careful one of the two."""
    mine, theirs = one[label], other[label]
    if isinstance(mine, int):
        return mine + theirs
    if label in ("Grupos", "Tags"):
        return ", ".join(dict.fromkeys(filter(None, [*mine.split(", "), *theirs.split(", ")])))
    if label == "Acesso":
        return mine if mine == "Aprovado" else theirs
    if label == "Mensagens agendadas":
        return mine if mine != "Recebe" else theirs
    return mine or theirs


def _one_is_gone(people: list[Contact | None]) -> ResponseReturnValue:
    """A second click on the same button, or a colleague was faster: there is one of them to be looked at."""
    left = next((person for person in people if person), None) or abort(404)
    return to(left.id, GONE, "warning") if request.method == "POST" else abort(404)
