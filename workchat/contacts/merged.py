"""What comes out when two contacts become one: which name, phone, birth date and CPF stay, and since when what holds."""

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
    born = _first(_of(choice.birth_date, one, other), one, other, "birth_date")
    holder = _holder(_of(choice.cpf, one, other), one, other)
    years = age(born, today) if born else None
    keeps_cpf = holder is not None and not (years is not None and years < CHILD)
    approver = min((p for p in (one, other) if p.approved_at), key=lambda p: p.approved_at, default=one)
    columns = {
        "name": name.name,
        "search_name": name.search_name,
        "name_edited": True,
        "username": phone.username or second.username,
        "birth_date": born,
        "is_minor": years is not None and years < ADULT,
        "sealed_cpf": holder.sealed_cpf if keeps_cpf else None,
        "cpf_fingerprint": holder.cpf_fingerprint if keeps_cpf else None,
        "approved_by": approver.approved_by_id,
        "marketing_rest_until": max(_both(one, other, "marketing_rest_until"), default=None),
        "created_at": min(one.created_at, other.created_at),
    }
    for since in ("authorised_at", "saved_at", "approved_at", "opted_out_at"):  # whichever of the two came first
        columns[since] = min(_both(one, other, since), default=None)
    columns |= {column: getattr(phone, column) for column in IDENTITY}
    return columns, {column: getattr(second, column) for column in IDENTITY}


def _of(contact_id: int, one: Contact, other: Contact) -> Contact:
    return other if contact_id == other.id else one


def _first(chosen: Contact, one: Contact, other: Contact, column: str) -> object:
    return getattr(chosen, column) or getattr(one, column) or getattr(other, column)


def _holder(chosen: Contact, one: Contact, other: Contact) -> Contact | None:
    return next((person for person in (chosen, one, other) if person.sealed_cpf), None)


def _both(one: Contact, other: Contact, column: str) -> list:
    return [value for value in (getattr(one, column), getattr(other, column)) if value is not None]
