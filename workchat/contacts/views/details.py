"""A new contact, and what the school corrects of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue
from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.add_contact import add_contact
from workchat.contacts.details import Details, groups_of, marks, spoken, tags_of
from workchat.contacts.edit_contact import ChangedMeanwhile, edit_contact
from workchat.contacts.forms.person import PersonForm
from workchat.contacts.models import Contact, Group, Tag, find
from workchat.contacts.rules import format_phone
from workchat.contacts.views import blueprint
from workchat.contacts.views.person import find as find_person
from workchat.contacts.views.person import to
from workchat.contacts.write_details import subject_of, today

CHILD = "O CPF não foi guardado: o contato tem menos de 12 anos."


@dataclass
class Clash:
    """One field that is no longer as the form showed it: what it says now, who wrote it, and what was typed here."""

    label: str
    now: str
    typed: str
    who: str
    at: object


@blueprint.route("/new", methods=["GET", "POST"])
@requires("contacts.use")
def new_contact() -> ResponseReturnValue:
    form = offered(PersonForm(today(asked_at())))
    if form.done(lambda: add_contact(typed_in(form), g.user, asked_at())):
        contact, kept_cpf = form.outcome
        tell_if_child(kept_cpf)
        return to(contact.id, "Contato adicionado.")
    return show(form, None)


@blueprint.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@requires("contacts.use")
def edit_person(contact_id: int) -> ResponseReturnValue:
    contact, clash = find_person(contact_id), []
    form = edit_form(contact)
    try:
        if form.done(lambda: edit_contact(contact.id, typed_in(form), form.seen.data or "", g.user, asked_at())):
            tell_if_child(form.outcome)
            return to(contact_id, "Contato salvo.")
    except ChangedMeanwhile as changed:
        contact = find_person(contact_id)
        clash, form.seen.data = clashes(contact, form, changed.labels), marks(contact)
    return show(form, contact, clash=clash)


def edit_form(contact: Contact) -> PersonForm:
    born = contact.birth_date
    stored = {
        "name": contact.name,
        "phone": format_phone(contact.wa_id or ""),
        "birth_date": f"{born:%d/%m/%Y}" if born else "",
        "groups": [group.id for group in groups_of(contact)],
        "tags": [tag.id for tag in tags_of(contact)],
        "seen": marks(contact),
    }
    return offered(PersonForm(today(asked_at()), needs_phone=not contact.bsuid, data=stored))


def offered(form: PersonForm) -> PersonForm:
    form.groups.offer(Group.select().order_by(Group.name))
    form.tags.offer(Tag.select().order_by(Tag.name))
    return form


def typed_in(form: PersonForm) -> Details:
    return Details(
        form.name.data, form.digits, form.born, form.cpf_digits, form.forgets_cpf.data,
        frozenset(form.groups.data or ()), frozenset(form.tags.data or ()), form.new_tag.data,
    )  # fmt: skip


def clashes(contact: Contact, form: PersonForm, labels: list[str]) -> list[Clash]:
    """What stands there now, beside what was typed; who wrote it, as the history knows."""
    now, mine = spoken(contact), _typed_words(form)
    return [Clash(label, now[label], mine[label], *_author(contact, label)) for label in labels]


def _typed_words(form: PersonForm) -> dict[str, str]:
    names = {field: {choice.value: choice.label for choice in form[field].choices} for field in ("groups", "tags")}
    chosen = {field: [names[field][value] for value in form[field].data or ()] for field in names}
    cpf = "apagar" if form.forgets_cpf.data else "outro CPF" if form.cpf.data else "o que estava"
    return {
        "Nome": form.name.data,
        "Telefone": format_phone(form.digits),
        "Nascimento": _written(form.born),
        "CPF": cpf,
        "Grupos": ", ".join(chosen["groups"]),
        "Tags": ", ".join([*chosen["tags"], *filter(None, [form.new_tag.data])]),
    }


def _written(born: date | None) -> str:
    return f"{born:%d/%m/%Y}" if born else ""


def _author(contact: Contact, label: str) -> tuple[str, object]:
    """(who, when) of the newest change of this field; WhatsApp itself tells names and phones too."""
    mine = (AuditEntry.area == "contacts") & (AuditEntry.subject == subject_of(contact.id))
    query = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER).where(mine, AuditEntry.field == label)
    last = query.order_by(AuditEntry.id.desc()).first()
    return (last.user.name, last.at) if last and last.user else ("", None)


def tell_if_child(kept_cpf: bool) -> None:
    if not kept_cpf:
        flash(CHILD, "warning")


def show(form: PersonForm, contact: Contact | None, clash: list[Clash] | None = None) -> tuple[str, int]:
    known: dict[str, Any] = {"holder": find(form.digits, None) if form.phone.errors and form.digits else None}
    if known["holder"] == contact:
        known["holder"] = None
    page = render_template("contacts/details.html", form=form, contact=contact, clash=clash or [], **known)
    return page, 422 if form.errors or clash else 200
