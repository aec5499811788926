"""Those who answer for a slice of students become contacts, or are found; what a person edited by hand stays."""

from collections.abc import Collection

from workchat.contacts.known_people import Known, held_people
from workchat.contacts.models import SEALED_CPF, KeptErasure
from workchat.contacts.take_lines import Entering, Occasion, add_people, change_people
from workchat.db import run
from workchat.students.rows import Person
from workchat.vault import vault

ERASED = "SELECT fingerprint FROM kept_erasure WHERE fingerprint IN ({marks})"


def take_people(people: Collection[Person], occasion: Occasion) -> tuple[dict[str, int], int, int]:
    """(phone -> contact id, how many are new, of how many something changed), in the caller's transaction."""
    known = held_people({person.phone for person in people})
    new = add_people([_line(person, None) for person in people if person.phone not in known], occasion)
    told = [(_line(person, known[person.phone]), known[person.phone]) for person in people if person.phone in known]
    changed = change_people(told, occasion)
    return new | {phone: person.id for phone, person in known.items()}, len(new), len(changed)


def erased_phones(phones: Collection[str]) -> set[str]:
    """Those who were erased: they come back when they write, or a person adds them, never by a sync."""
    if KeptErasure.fetch("LIMIT 1") is None or not phones:
        return set()
    prints = {vault.fingerprint(phone): phone for phone in phones}
    gone: set[str] = set()
    some = list(prints)
    for start in range(0, len(some), 5000):
        part = some[start : start + 5000]
        gone |= {prints[row[0]] for row in run(ERASED.format(marks=", ".join("?" * len(part))), *part).fetchall()}
    return gone


def _line(person: Person, known: Known | None) -> Entering:
    """As contacts enter from a spreadsheet, less what a person wrote down by hand."""
    cpf = "" if known and known.cpf_edited else person.cpf
    fingerprint = vault.fingerprint(cpf) if cpf else None
    same = known is not None and known.cpf_fingerprint == fingerprint
    return Entering(
        0, "", person.name, person.phone,
        None if known and known.birth_date_edited else person.birth_date,
        vault.seal(cpf, SEALED_CPF) if cpf and not same else None,
        fingerprint, [], [],
    )  # fmt: skip
