"""Makes the invented school's families: a child, a mother, a father, each with what TOTVS holds of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import cycle

from workchat.demo.rm.classes import CLASSES
from workchat.demo.rm.names import Maker
from workchat.demo.rm.phones import FORMS, Field
from workchat.demo.rm.pupils import FATHER, Class, Enrolled, Guardian, Pupil, iso, mother


@dataclass
class Families:
    """Makes whole families of one year; ordinary ones first, and what each trap changes in them."""

    maker: Maker
    year: int
    forms: Iterator[Callable[[str], Field]] = field(default_factory=lambda: cycle(FORMS))

    def pupil(self, here: Class | None = None, called: str = "", **more) -> Pupil:
        here = here or self.maker.dice.choice(CLASSES)
        born = date(self.year - here.age, 1, 1) + timedelta(days=self.maker.dice.randrange(180))
        more = {"birth_date": born, "typed_birth_date": iso(born), "cpf": self.maker.cpf(), **more}
        name = self.maker.child(called or self.maker.surname())
        return Pupil(self.maker.ra(self.year), name, [Enrolled(here)], **more)

    def mother(self, pupil: Pupil, phone: Field | None = None, **more) -> Guardian:
        phone = phone or next(self.forms)(self.maker.mobile())
        born = date(self.year - 40, 1, 1) + timedelta(days=self.maker.dice.randrange(3000))
        return mother(self.maker.woman(surname(pupil)), phone, self.maker.cpf(), born, **more)

    def father(self, pupil: Pupil, phone: Field | None = None, **more) -> Guardian:
        woman = self.mother(pupil, phone, **more)
        return replace(woman, role=FATHER, name=self.maker.man(surname(pupil)))

    def ordinary(self) -> Pupil:
        """A child and its mother."""
        pupil = self.pupil()
        pupil.guardians = [self.mother(pupil)]
        return pupil


def surname(pupil: Pupil) -> str:
    return (pupil.name or "").partition(" ")[2]
