"""Those who answer for a slice of students become contacts, or are found; what a person edited by hand stays."""

from collections.abc import Collection, Mapping, Sequence

from workchat.contacts.kept_phones import kept_phones
from workchat.contacts.known_people import Known, held_people
from workchat.contacts.models import SEALED_CPF, KeptErasure
from workchat.contacts.rules import age
from workchat.contacts.spreadsheet import CHILD
from workchat.contacts.take_lines import Entering, Occasion, add_people, change_people
from workchat.db import run
from workchat.students.rows import Person
from workchat.vault import vault

OTHERS = "SELECT contact_id, phone_key FROM contact_alias WHERE contact_id IN ({marks}) ORDER BY phone_key"


def take_people(
    phones: Collection[str], people: Mapping[str, Person], occasion: Occasion
) -> tuple[dict[str, int], int, int]:
    """(phone -> contact id, how many are new, of how many something changed), in the caller's transaction.

    `people`: everybody who was read. Who was erased since then has no id.
    """
    known = held_people(phones)
    erased = erased_phones(phones)
    some = [people[phone] for phone in phones if phone not in erased]
    new = add_people([_line(person, None, occasion) for person in some if person.phone not in known], occasion)
    told = [(person, known[person.phone]) for person in some if person.phone in known]
    speaks = _who_speaks(told, people)
    heard = [(person, one) for person, one in told if speaks.get(one.id) in (None, person.phone)]
    changed = change_people([(_line(person, one, occasion), one) for person, one in heard], occasion)
    return new | {person.phone: one.id for person, one in told}, len(new), len(changed)


def _who_speaks(told: Sequence[tuple[Person, Known]], people: Mapping[str, Person]) -> dict[int, str]:
    """Contact id -> which of several phones tells who they are, their own before others: or each would rename them,
    every night. Contacts known by their own phone are not in it."""
    own = {one.id: one.phone for person, one in told if one.phone != person.phone}
    if not own:
        return {}
    others = run(OTHERS.format(marks=", ".join("?" * len(own))), *own).fetchall()
    by_contact = {contact_id: phone for contact_id, phone in others if phone in people}
    return by_contact | {contact_id: phone for contact_id, phone in own.items() if phone in people}


def erased_phones(phones: Collection[str]) -> set[str]:
    """Those who were erased: they come back when they write, or a person adds them, never by a sync."""
    return set(kept_phones(KeptErasure, phones))


def _line(person: Person, known: Known | None, occasion: Occasion) -> Entering:
    """As contacts enter from a spreadsheet, less what a person wrote down by hand, and the CPF of a child."""
    told = None if known and known.birth_date_edited else person.birth_date
    born = told or (known.birth_date if known else None)
    no_cpf = (known and known.cpf_edited) or (born and age(born, occasion.today) < CHILD)
    cpf = "" if no_cpf else person.cpf
    fingerprint = vault.fingerprint(cpf) if cpf else None
    same = known is not None and known.cpf_fingerprint == fingerprint
    return Entering(
        0, "", person.name, person.phone,
        told,
        vault.seal(cpf, SEALED_CPF) if cpf and not same else None,
        fingerprint, [], [],
    )  # fmt: skip
