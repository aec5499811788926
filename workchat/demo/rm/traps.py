"""Every trap of a real school's TOTVS, one small family each."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from workchat.demo.rm.classes import CLASSES, OLD, YOUNG
from workchat.demo.rm.families import Families, surname
from workchat.demo.rm.names import misspelt
from workchat.demo.rm.phones import (
    NOTHING,
    UNUSABLE,
    Field,
    abroad,
    both,
    dashed,
    old,
    old_without_ddd,
    plain,
    without_ddd,
)
from workchat.demo.rm.pupils import Enrolled, Pupil, as_academic, as_payer, brazilian


def changed_class(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    before = CLASSES[CLASSES.index(pupil.enrolments[0].school_class) - 1]
    pupil.enrolments.insert(0, Enrolled(before, "Transferido de turma", active=False))
    return [pupil]


def active_and_inactive(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    pupil.enrolments.append(replace(pupil.enrolments[0], status="Trancado", active=False))
    return [pupil]


def without_class(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    pupil.enrolments = [Enrolled(None)]
    return [pupil]


def same_row_twice(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    pupil.enrolments *= 2
    pupil.guardians *= 2
    return [pupil]


def only_inactive(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    pupil.enrolments = [replace(pupil.enrolments[0], status="Cancelado", active=False)]
    return [pupil]


def one_mother_three_roles(f: Families) -> list[Pupil]:
    pupil, local = f.pupil(), f.maker.mobile()
    woman = f.mother(pupil, dashed(local))
    pupil.guardians = [woman, as_academic(woman), as_payer(woman, dashed(f.maker.landline()), old(local))]
    return [pupil]


def payer_without_phone(f: Families) -> list[Pupil]:
    """Only her CPF tells that it is the mother, whose phone is known."""
    pupil = f.pupil()
    woman = f.mother(pupil)
    pupil.guardians = [as_payer(woman, NOTHING), woman]
    return [pupil]


def siblings(f: Families) -> list[Pupil]:
    first = f.ordinary()
    woman = first.guardians[0]
    others = [f.pupil(called=surname(first)), f.pupil(called=surname(first))]
    for pupil in others:
        pupil.guardians = [woman]
    others[1].guardians.append(as_payer(woman, Field("0")))
    return [first, *others]


def half_siblings(f: Families) -> list[Pupil]:
    one, two = f.ordinary(), f.ordinary()
    man = f.father(one)
    for pupil in (one, two):
        pupil.guardians.append(man)
    return [one, two]


def one_phone_for_two_families(f: Families) -> list[Pupil]:
    """A grandmother's phone, given by two daughters."""
    one, two, local = f.pupil(), f.pupil(), f.maker.mobile()
    one.guardians, two.guardians = [f.mother(one, dashed(local))], [f.mother(two, plain(local))]
    return [one, two]


def without_area_code(f: Families) -> list[Pupil]:
    fields = (without_ddd(f.maker.mobile()), without_ddd(f.maker.landline()), old_without_ddd(f.maker.mobile()))
    return [_with_mother(f, field) for field in fields]


def two_in_one_field(f: Families) -> list[Pupil]:
    one = both(dashed(f.maker.landline()), " / ", dashed(f.maker.mobile()))
    two = both(plain(f.maker.mobile()), " ou ", plain(f.maker.mobile()))
    return [_with_mother(f, one), _with_mother(f, two)]


def no_usable_phone(f: Families) -> list[Pupil]:
    return [_with_mother(f, field) for field in UNUSABLE]


def odd_phones(f: Families) -> list[Pupil]:
    return [_with_mother(f, abroad()), _with_mother(f, dashed(f.maker.landline()))]


def _with_mother(f: Families, phone: Field, **more) -> Pupil:
    pupil = f.pupil()
    pupil.guardians = [f.mother(pupil, phone, **more)]
    return pupil


def odd_cpfs_and_dates(f: Families) -> list[Pupil]:
    """None of these is a reason to refuse somebody: only the CPF or the date is left out. A company has a CNPJ."""
    made = [f.ordinary() for _ in range(4)]
    typed = (misspelt(f.maker.cpf()), "111.111.111-11", "12.345.678/0001-95", "123")
    for pupil, cpf in zip(made, typed, strict=True):
        pupil.guardians = [replace(pupil.guardians[0], cpf="", typed_cpf=cpf)]
    made[1].guardians = [replace(made[1].guardians[0], birth_date="31/02/1980")]
    made[2].typed_birth_date = brazilian(made[2].birth_date)
    made[3].typed_birth_date, made[3].birth_date = "2015-13-45T00:00:00", None
    return made


def odd_names(f: Families) -> list[Pupil]:
    one, two = f.ordinary(), f.ordinary()
    one.name, one.ra = "  Zoë  D'Ávila & Conceição ", f"ES-{one.ra[-5:]}"
    one.guardians = [replace(one.guardians[0], name="Mônica Müller <Mãe> & Cia. ")]
    two.ra = f"00{two.ra[-5:]}"
    return [one, two]


def own_phones(f: Families) -> list[Pupil]:
    """A child of under 12, one of 16, one whose phone is the mother's, and one whose age nobody knows."""
    young, grown, shared, ageless = (f.pupil(f.maker.dice.choice(group)) for group in (YOUNG, OLD, OLD, OLD))
    local = f.maker.mobile()
    for pupil in (young, grown, ageless):
        pupil.fields = (dashed(f.maker.landline()), plain(f.maker.mobile()), NOTHING)
        pupil.guardians = [f.mother(pupil)]
    shared.fields, shared.guardians = (plain(local), NOTHING, NOTHING), [f.mother(shared, dashed(local))]
    ageless.birth_date = ageless.typed_birth_date = None
    return [young, grown, shared, ageless]


def couple(f: Families) -> list[Pupil]:
    pupil = f.pupil()
    pupil.guardians = [f.mother(pupil), f.father(pupil)]
    return [pupil]


def nameless_guardian(f: Families) -> list[Pupil]:
    pupil = f.ordinary()
    pupil.guardians.append(replace(f.father(pupil), name=None))
    return [pupil]


TRAPS: tuple[Callable[[Families], list[Pupil]], ...] = (
    changed_class, active_and_inactive, without_class, same_row_twice, only_inactive, one_mother_three_roles,
    payer_without_phone, siblings, half_siblings, one_phone_for_two_families, own_phones, couple, nameless_guardian,
    no_usable_phone, without_area_code, two_in_one_field, odd_phones, odd_cpfs_and_dates, odd_names,
)  # fmt: skip


def trapped(f: Families) -> Iterator[Pupil]:
    for trap in TRAPS:
        yield from trap(f)
