"""All rows that were read become students with those who answer for them, each person and each relation once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from workchat.contacts.rules import age, search_form
from workchat.contacts.spreadsheet import CHILD
from workchat.students.rows import (
    ACADEMIC,
    FATHER,
    FINANCIAL,
    MOTHER,
    SELF,
    Enrolled,
    GuardianLine,
    Person,
    StudentLine,
)

# Whose row names a phone that several share: who was given as responsible before who is only a parent.
NAMES_FIRST = (ACADEMIC, FINANCIAL, MOTHER, FATHER, SELF)

NO_SUCH_STUDENT = "não há aluno com o RA {}"


@dataclass
class Family:
    """A student, everywhere they are enrolled, and who answers for them: (relation, phone)."""

    ra: str
    name: str
    enrolled: list[Enrolled] = field(default_factory=list)
    relations: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class School:
    """Everything that was read, in the order of RA. `people` by phone: one each, however many rows speak of them."""

    families: list[Family]
    people: dict[str, Person]
    refused: list[tuple[int, str]]  # of the guardians' rows: the number, and why


def gather(
    students: Iterable[tuple[int, StudentLine]], guardians: Iterable[tuple[int, GuardianLine]], today: date
) -> School:
    """Put the rows together. A guardian without a phone has the one of a row with the same CPF (RM knows the same
    mother under two ids); an unknown student or no phone at all refuses the row."""
    lines = [line for _, line in students]
    by_ra: dict[str, Family] = {}
    for line in lines:
        family = by_ra.setdefault(line.ra, Family(line.ra, line.person.name))
        if line.enrolled not in family.enrolled:
            family.enrolled.append(line.enrolled)
    told = list(guardians)
    known = {(line.person.cpf, line.person.phone) for _, line in told if line.person.cpf and line.person.phone}
    phones = dict(sorted(known, reverse=True))  # the same one whatever the order of the rows
    named, refused = _take_guardians(told, by_ra, phones)
    named += _take_students(lines, by_ra, today)
    return School(sorted(by_ra.values(), key=lambda family: family.ra), _people(named), refused)


def _take_guardians(
    told: list[tuple[int, GuardianLine]], by_ra: dict[str, Family], phones: dict[str, str]
) -> tuple[list[tuple[str, Person]], list[tuple[int, str]]]:
    named, refused = [], []
    for number, line in told:
        person = line.person
        if not person.phone and person.cpf in phones:
            person = person._replace(phone=phones[person.cpf])
        if line.ra not in by_ra:
            refused.append((number, NO_SUCH_STUDENT.format(line.ra)))
        elif not person.phone:
            refused.append((number, person.why_no_phone))
        else:
            by_ra[line.ra].relations.add((line.kind, person.phone))
            named.append((line.kind, person))
    return named, refused


def _take_students(lines: list[StudentLine], by_ra: dict[str, Family], today: date) -> list[tuple[str, Person]]:
    """Students old enough to have a phone of their own, and not merely a guardian's written down again. A younger
    child's makes no contact (LGPD art. 14: no more than the purpose needs)."""
    named = []
    for line in lines:
        person, relations = line.person, by_ra[line.ra].relations
        if not person.phone or person.birth_date is None or age(person.birth_date, today) < CHILD:
            continue
        if all(phone != person.phone for kind, phone in relations if kind != SELF):
            relations.add((SELF, person.phone))
            named.append((SELF, person))
    return named


def _rank(one: tuple[str, Person]) -> tuple:
    """Everything of a person that may differ between two rows is in it: otherwise TOTVS's order would decide."""
    kind, person = one
    return NAMES_FIRST.index(kind), person.name, person.cpf, str(person.birth_date or "")


def _people(named: list[tuple[str, Person]]) -> dict[str, Person]:
    """Of several rows with one phone the first in NAMES_FIRST speaks; what it does not know, a row of the same name
    adds. Whatever the order of the rows, the same answer: a second sync changes nothing."""
    people: dict[str, Person] = {}
    for _, person in sorted(named, key=_rank):
        first = people.setdefault(person.phone, person)
        if first is not person and search_form(first.name) == search_form(person.name):
            people[person.phone] = first._replace(
                cpf=first.cpf or person.cpf, birth_date=first.birth_date or person.birth_date
            )
    return people
