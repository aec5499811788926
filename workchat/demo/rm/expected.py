"""What a right reading of the invented school comes to, counted from how it was made and never by reading its rows."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from workchat.demo.rm.phones import chosen
from workchat.demo.rm.pupils import ACADEMIC, FATHER, FINANCIAL, MOTHER, Guardian, Pupil

KINDS = {MOTHER: "mother", FATHER: "father", ACADEMIC: "academic", FINANCIAL: "financial"}
OWN_PHONE_FROM = 12  # years
NO_PHONE, NO_NAME, UNKNOWN_STUDENT = "no_phone", "no_name", "unknown_student"


@dataclass
class Expected:
    """Every count is of distinct ones; `refused` counts rows, each with the kind of its reason."""

    students: int = 0
    active_students: int = 0  # with a status that says that they attend
    enrolments: int = 0
    classes: int = 0
    links: set[tuple[str, str, str]] = field(default_factory=set)  # RA, kind, phone as digits with the country
    refused_students: Counter[str] = field(default_factory=Counter)
    refused_guardians: Counter[str] = field(default_factory=Counter)

    @property
    def phones(self) -> set[str]:
        return {phone for _, _, phone in self.links}

    @property
    def contacts(self) -> int:
        return len(self.phones)

    @property
    def relationships(self) -> dict[str, int]:
        """Kind (mother, father, academic, financial, self) → how many."""
        return dict(Counter(kind for _, kind, _ in self.links))

    @property
    def refused(self) -> int:
        return self.refused_students.total() + self.refused_guardians.total()


def count(pupils: list[Pupil], strays: list[Guardian], area_code: str, today: date) -> Expected:
    """The right counts of these students and of these guardians of nobody."""
    known = [pupil for pupil in pupils if pupil.name]
    enrolled = {(pupil.ra, each) for pupil in known for each in pupil.enrolments}
    found = Expected(
        students=len({pupil.ra for pupil in known}),
        active_students=len({ra for ra, each in enrolled if each.active}),
        enrolments=len(enrolled),
        classes=len({each.school_class.code for _, each in enrolled if each.school_class}),
        refused_students=Counter({NO_NAME: sum(len(p.enrolments) for p in pupils if not p.name)}),
        refused_guardians=Counter({UNKNOWN_STUDENT: len(strays)}),
    )
    everybody = [guardian for pupil in known for guardian in pupil.guardians]
    lent = _phones_by_cpf(everybody, area_code)
    for pupil in known:
        _count_family(found, pupil, lent, area_code, today)
    return found


def _phones_by_cpf(everybody: list[Guardian], area_code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for guardian in everybody:
        if guardian.cpf and (phone := chosen(guardian.fields, area_code)):
            found.setdefault(guardian.cpf, phone)
    return found


def _count_family(found: Expected, pupil: Pupil, lent: dict[str, str], area_code: str, today: date) -> None:
    theirs = set()
    for guardian in pupil.guardians:
        phone = chosen(guardian.fields, area_code) or lent.get(guardian.cpf, "")
        if not guardian.name:
            found.refused_guardians[NO_NAME] += 1
        elif not phone:
            found.refused_guardians[NO_PHONE] += 1
        else:
            theirs.add(phone)
            found.links.add((pupil.ra, KINDS[guardian.role], phone))
    own = chosen(pupil.fields, area_code)
    if own and own not in theirs and pupil.birth_date and _age(pupil.birth_date, today) >= OWN_PHONE_FROM:
        found.links.add((pupil.ra, "self", own))


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
