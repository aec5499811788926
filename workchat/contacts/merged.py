"""What comes out when two contacts become one: which name, phone, birth date and CPF stay, and since when."""

from dataclasses import dataclass
from datetime import date, datetime

from workchat.contacts.answer_here import IDENTITY
from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS, age
from workchat.db import moment, run
from workchat.intake.rules import ADULT, CHILD

WROTE = "SELECT MAX(at) FROM message WHERE contact_id = ? AND direction = 'in'"


@dataclass(frozen=True)
class Choice:
    """Of which contact (by id) each value stays. Where only one of the two has one, that one stays anyway."""

    name: int
    phone: int
    birth_date: int = 0
    cpf: int = 0


def usual_choice(one: Contact, other: Contact) -> Choice:
    """Everything of the one who wrote last, but a real name before none."""
    wrote = [(moment(run(WROTE, person.id).fetchone()[0]) or datetime.min, person.id) for person in (one, other)]
    last = max(wrote)[1]
    named = [person.id for person in (one, other) if person.name != NAMELESS]
    return Choice(last if last in named or not named else named[0], last, last, last)


def merged(one: Contact, other: Contact, choice: Choice, today: date) -> tuple[dict, dict]:
    """(columns of the contact that is left, columns of the alias for the phone that does not stay)."""
    name, phone = _of(choice.name, one, other), _of(choice.phone, one, other)
    second = other if phone == one else one
    columns = {"name": name.name, "search_name": name.search_name, "name_edited": True}
    columns |= {"username": phone.username or second.username, "created_at": min(one.created_at, other.created_at)}
    columns |= {column: getattr(phone, column) for column in IDENTITY}
    columns |= _data(one, other, choice, today) | _since(one, other)
    return columns, {column: getattr(second, column) for column in IDENTITY}


def _data(one: Contact, other: Contact, choice: Choice, today: date) -> dict:
    """Birth date and CPF; of a child under 12 the CPF does not stay (LGPD art. 14)."""
    born = _chosen(choice.birth_date, one, other, "birth_date").birth_date
    holder = _chosen(choice.cpf, one, other, "sealed_cpf")
    years = age(born, today) if born else ADULT
    keeps_cpf = years >= CHILD
    return {
        "birth_date": born,
        "birth_date_edited": _edited(choice.birth_date, one, other, "birth_date", "birth_date_edited"),
        "is_minor": years < ADULT,
        "sealed_cpf": holder.sealed_cpf if keeps_cpf else None,
        "cpf_fingerprint": holder.cpf_fingerprint if keeps_cpf else None,
        "cpf_edited": _edited(choice.cpf, one, other, "cpf_fingerprint", "cpf_edited"),
    }


def _edited(contact_id: int, one: Contact, other: Contact, column: str, edited: str) -> bool:
    """Whether a person gave the value that stays: by hand earlier, or by choosing it now among two."""
    two = len({getattr(person, column) for person in (one, other)} - {None}) == 2
    return two or getattr(_chosen(contact_id, one, other, column), edited)


def _since(one: Contact, other: Contact) -> dict:
    """Whichever of the two came first; a rest from marketing as long as the longer one."""
    approver = min((p for p in (one, other) if p.approved_at), key=lambda p: p.approved_at, default=one)
    columns = {
        since: min(_both(one, other, since), default=None)
        for since in ("authorised_at", "saved_at", "approved_at", "opted_out_at")
    }
    rest = max(_both(one, other, "marketing_rest_until"), default=None)
    return {**columns, "approved_by": approver.approved_by_id, "marketing_rest_until": rest}


def _of(contact_id: int, one: Contact, other: Contact) -> Contact:
    return other if contact_id == other.id else one


def _chosen(contact_id: int, one: Contact, other: Contact, column: str) -> Contact:
    """The one who was chosen, if there is anything; else the one who has it."""
    people = (_of(contact_id, one, other), one, other)
    return next((person for person in people if getattr(person, column)), one)


def _both(one: Contact, other: Contact, column: str) -> list:
    return [value for value in (getattr(one, column), getattr(other, column)) if value is not None]
