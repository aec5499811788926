"""The demonstration's own families as the school's TOTVS has them: a child in each class, who answers, who pays.

It is made from the families' names and phones alone, so that the program that serves the pages tells the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from workchat.contacts.rules import phone_key
from workchat.demo.address_book import TEACHERS, TWINS, guardians
from workchat.demo.people import CHILDREN, FAMILIES, MEN, lot, phone_of
from workchat.demo.program import NEW
from workchat.demo.rm.families import Families
from workchat.demo.rm.names import Maker, masked
from workchat.demo.rm.phones import NOTHING, Field, Number
from workchat.demo.rm.pupils import (
    FATHER,
    FINANCIAL,
    MOTHER,
    Class,
    Enrolled,
    Guardian,
    Pupil,
    as_academic,
    as_payer,
    iso,
)
from workchat.demo.rm.school import RmSchool
from workchat.simulator.connect import PEOPLE

SEED = 2026
_MORE_MEN = (
    "Alexandre André Benedito Caio Cláudio Douglas Emerson Evandro Fabrício Geraldo Hugo Ivan Jonas Josué Lauro Luís "
    "Manoel Maurício Nelson Otávio Raimundo Rogério Rui Valdir"
)
ALL_MEN = MEN | set(_MORE_MEN.split())
# Only TOTVS knows these: fathers beside the mother whose place it is, and a student of the 9º year with a phone.
FATHERS = {8: ("Marcos Vinícius Freitas", "5511990000600"), 13: ("Antônio Carlos Pacheco", "5511990000601"),
           20: ("Fábio Henrique Queiroz", "5511990000602")}  # fmt: skip
OWN_PHONE = ("Leonardo Chaves", "5511990000603")
OWN_PHONE_OF = "Raimundo Chaves"  # his father


def aurora(year: int, today: bool = True) -> RmSchool:
    """The school's TOTVS; `today` False: as it was before one child changed class, one left and one came."""
    pupils = list(_pupils(year))
    _lay_traps(pupils, today)
    stray = replace(pupils[2].guardians[0], role=FINANCIAL)
    return RmSchool(pupils, [(f"{year - 1}0417", stray)], Families(Maker(SEED), year))


def known_only_there() -> list[tuple[str, str]]:
    """(name, phone) of people whom the desk meets through TOTVS."""
    return [*FATHERS.values(), OWN_PHONE]


def _pupils(year: int) -> Iterator[Pupil]:
    serial = iter(range(1, 1000))
    for place, (name, wa_id, label) in enumerate(_answering()):
        first = _pupil(year, next(serial), name, lot(wa_id)[2], label)
        one = _guardian(name, wa_id)
        first.guardians = [*_roles(place, label, one), *([_father(place)] if place in FATHERS else [])]
        if name == OWN_PHONE_OF:
            first.name, first.fields = OWN_PHONE[0], (_field(OWN_PHONE[1]), NOTHING, NOTHING)
        yield first
        if place % 6 == 4:
            child = CHILDREN[(CHILDREN.index(lot(wa_id)[2]) + 5) % len(CHILDREN)]
            sibling = _pupil(year, next(serial), name, child, f"{1 + place % 5}º A")
            sibling.guardians = [one]
            yield sibling


def _answering() -> Iterator[tuple[str, str, str]]:
    """(name, phone, class). Families who ask for a place are not in TOTVS yet, nor is who is known by a nickname."""
    open_phones = [(name, wa_id) for name, wa_id, has_username in PEOPLE if not has_username]
    later = [(name, phone_of(place)) for place, name in enumerate(FAMILIES) if place + len(PEOPLE) not in NEW]
    for name, wa_id in open_phones + later:
        if len(name.split()) > 1 and name.replace(" ", "").isalpha():
            yield name, wa_id, lot(wa_id)[3]
    yield from (each for each in guardians() if each[2] != TEACHERS and each[0] != TWINS[1])


def _pupil(year: int, number: int, family: str, child: str, label: str) -> Pupil:
    grade = int(label[0])
    course = (1, "Fundamental I") if grade < 6 else (2, "Fundamental II")
    here = Class(f"EF-{label[0]}{label[-1]}", label, *course, 5 + grade)
    born = date(year - here.age, 1, 1) + timedelta(days=number * 7 % 180)
    name, ra = f"{child.partition(' ')[2]} {family.split()[-1]}", f"{year}{number:04}"
    cpf = lot(ra)[1] if number % 3 else None
    home = Field(f"(11) 3221-{number:04}", (Number("11", f"3221{number:04}"),)) if here.age < 11 else NOTHING
    return Pupil(ra, name, [Enrolled(here)], born, iso(born), cpf, (NOTHING, home, NOTHING))


def _guardian(name: str, wa_id: str, role: str = "") -> Guardian:
    """Without a date of birth: each family said its own, or is still to be asked. A few have a phone at work."""
    first, cpf = name.split()[0], lot(wa_id)[1]
    role = role or (FATHER if first in ALL_MEN else MOTHER)
    work = Field(f"(11) 3222-{wa_id[-4:]}", (Number("11", f"3222{wa_id[-4:]}"),)) if wa_id.endswith("5") else NOTHING
    return Guardian(role, name, (_field(wa_id), work), cpf, cpf)


def _father(place: int) -> Guardian:
    return replace(_guardian(*FATHERS[place], FATHER), birth_date=f"{1979 + place % 5}-04-1{place % 9}T00:00:00")


def _roles(place: int, label: str, one: Guardian) -> list[Guardian]:
    """Every second one pays, in 7º B everyone, some from a register that lacks the phone; every fifth is the academic
    guardian too."""
    pays = [as_payer(one, NOTHING if place % 7 == 0 else None)] if place % 2 == 0 or label == "7º B" else []
    return [one, *pays, *([as_academic(one)] if place % 5 == 0 else [])]


def _field(wa_id: str) -> Field:
    ddd, local = phone_key(wa_id)[2:4], phone_key(wa_id)[4:]
    return Field(f"({ddd}) {local[:5]}-{local[5:]}", (Number(ddd, local),))


def _lay_traps(pupils: list[Pupil], today: bool) -> None:
    """What every school's TOTVS holds; and, today, what changed since yesterday."""
    _move(pupils[9])
    pupils[14].enrolments.append(replace(pupils[14].enrolments[0], status="Trancado", active=False))
    pupils[18].enrolments = [Enrolled(None)]
    pupils[22].enrolments = [replace(pupils[22].enrolments[0], status="Trancado", active=False)]
    grandmother, cpf = pupils[27].guardians[0], masked(lot("grandmother")[1])
    nobody = replace(grandmother, role=FINANCIAL, name="NAIR DE SOUZA (AVÓ)", cpf="", typed_cpf=cpf)
    pupils[27].guardians.append(replace(nobody, fields=(Field("000"), NOTHING)))
    pupils[31].guardians.append(replace(nobody, fields=(Field("9000-031"), NOTHING)))
    if today:
        _move(pupils[40])
    del pupils[45 if today else 46]


def _move(pupil: Pupil) -> None:
    """To the other class of the year."""
    now = pupil.enrolments[0]
    here = now.school_class
    letter = "B" if here.name.endswith("A") else "A"
    other = replace(here, code=f"{here.code[:-1]}{letter}", name=f"{here.name[:-1]}{letter}")
    pupil.enrolments = [replace(now, status="Transferido de turma", active=False), Enrolled(other)]
