"""The invented school in TOTVS: its students and guardians with every trap of a real one, and how it changes."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import cycle, islice

from workchat.demo.rm.classes import CLASSES
from workchat.demo.rm.expected import Expected, count
from workchat.demo.rm.families import Families
from workchat.demo.rm.names import Maker
from workchat.demo.rm.phones import NOTHING, chosen, dashed
from workchat.demo.rm.pupils import (
    ACADEMIC,
    FATHER,
    FINANCIAL,
    MOTHER,
    Enrolled,
    Guardian,
    Pupil,
    Row,
    as_academic,
    as_payer,
)
from workchat.demo.rm.traps import trapped

UNION = (ACADEMIC, FINANCIAL, FATHER, MOTHER)  # the order in which the sentence of the guardians joins its parts
A_BLOCK = 250  # students; each block of a larger school has all the traps once


@dataclass
class Day:
    """What changed since yesterday: the RA of each student."""

    joined: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)  # to another class
    phones: list[str] = field(default_factory=list)  # whose mother has another phone
    renamed: list[str] = field(default_factory=list)  # whose mother's name was corrected


class RmSchool:
    """`students` and `guardians` are rows as TOTVS gives them; a test may change them, `expected` then no longer fits.

    `expected` counts for a connection without an area code; `expected_with("11")` for one with it.
    """

    def __init__(self, pupils: list[Pupil], strays: list[tuple[str, Guardian]], families: Families) -> None:
        self.pupils, self.strays, self._families = pupils, strays, families
        self.year = families.year
        self.period, self.coligada, self.filial, self.teaching_level = str(families.year), 1, 1, 1
        self.students: list[Row] = []
        self.guardians: list[Row] = []
        self._write()

    @property
    def expected(self) -> Expected:
        return self.expected_with("")

    def expected_with(self, area_code: str) -> Expected:
        """Ages are those of any day of the school year: nobody turns 12 in it who has a phone of their own."""
        strays = [guardian for _, guardian in self.strays]
        return count(self.pupils, strays, area_code, date(self.year, 12, 31))

    def next_day(self) -> Day:
        """Some come, some leave, some change class, a phone changes and a name is corrected. The rows follow."""
        each = max(1, len(self.pupils) // 200)
        plain = iter(self._plain())
        left, moved, phones, renamed = (list(islice(plain, each)) for _ in range(4))
        joined = [self._families.ordinary() for _ in range(each)]
        self.pupils = [pupil for pupil in self.pupils if pupil not in left] + joined
        for pupil in moved:
            self._move(pupil)
        for pupil in phones:
            new = dashed(self._families.maker.mobile())
            pupil.guardians = [replace(pupil.guardians[0], fields=(new, NOTHING))]
        for pupil in renamed:
            pupil.guardians = [replace(pupil.guardians[0], name=f"{pupil.guardians[0].name} da Silva")]
        self._write()
        return Day(*([pupil.ra for pupil in group] for group in (joined, left, moved, phones, renamed)))

    def empty(self) -> None:
        """TOTVS gives no rows at all."""
        self.pupils, self.strays = [], []
        self._write()

    def half(self) -> None:
        """Fewer than half of the students are left, with their guardians."""
        self.pupils = self.pupils[: len(self.pupils) * 2 // 5]
        self._write()

    def _plain(self) -> list[Pupil]:
        """Students in one class whose one guardian is nobody else's: what changes of them is easy to say."""
        phones = [chosen(guardian.fields, "11") for pupil in self.pupils for guardian in pupil.guardians]
        return [
            pupil for pupil in reversed(self.pupils)
            if pupil.name and len(pupil.enrolments) == len(pupil.guardians) == 1
            and pupil.enrolments[0].active and pupil.enrolments[0].school_class and pupil.guardians[0].cpf
            and pupil.guardians[0].fields[0].numbers and phones.count(chosen(pupil.guardians[0].fields, "11")) == 1
        ]  # fmt: skip

    def _move(self, pupil: Pupil) -> None:
        now = pupil.enrolments[0]
        other = CLASSES[(CLASSES.index(now.school_class) + 1) % len(CLASSES)]
        pupil.enrolments = [replace(now, status="Transferido de turma", active=False), Enrolled(other)]

    def _write(self) -> None:
        self.students = [row for pupil in self.pupils for row in pupil.rows(self.period)]
        rows = [guardian.row(pupil.ra) for pupil in self.pupils for guardian in pupil.guardians]
        rows += [guardian.row(ra) for ra, guardian in self.strays]
        self.guardians = sorted(rows, key=lambda row: UNION.index(row["VINCULO"]))


def invented_school(students: int = 40, guardians: int | None = None, seed: int = 2026, year: int = 2026) -> RmSchool:
    """A school with this many students, and about this many rows of guardians (none given: seven for four students)."""
    families = Families(Maker(seed), year)
    pupils: list[Pupil] = []
    while len(pupils) < students:
        block = [*trapped(families)]
        block += [families.ordinary() for _ in range(A_BLOCK - len(block))]
        pupils += block[: students - len(pupils)]
    stray = families.ordinary()
    nameless = families.pupil()
    nameless.name = None
    _add_roles(pupils, families, (guardians or students * 7 // 4) - 1)
    return RmSchool([*pupils, nameless], [("9990001", stray.guardians[0])], families)


def _add_roles(pupils: list[Pupil], families: Families, wanted: int) -> None:
    """The mother is the academic guardian too, or pays; or there is a father: until there are as many rows."""
    missing = wanted - sum(len(pupil.guardians) for pupil in pupils)
    plain = [pupil for pupil in pupils if len(pupil.guardians) == 1 and pupil.guardians[0].cpf]
    roles = cycle((as_payer, as_academic, as_payer, lambda _: None))
    for pupil, role in islice(zip(cycle(plain), roles, strict=False), max(0, missing)):
        woman = pupil.guardians[0]
        pupil.guardians.append(role(woman) or families.father(pupil, next(families.forms)(families.maker.mobile())))
