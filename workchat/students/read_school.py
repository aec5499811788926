"""The kept rows of a sync are read: who studies here, who answers for them, and which rows cannot be used."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from workchat.students.families import School, gather
from workchat.students.keep_rows import Row, open_rows
from workchat.students.models import StudentSync
from workchat.students.rows import LONGEST_CODE, BadRow, GuardianLine, StudentLine, ra_of, read_guardian, read_student
from workchat.students.sync_steps import sealed_rows
from workchat.students.take_people import erased_phones

ERASED = "foi apagado a pedido, e não volta por uma sincronização"


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used, or something in it: `subject` names it for the report."""

    subject: str
    words: str
    number: int
    row: Row | None = None  # None: a remark, the row itself is used


@dataclass
class Read:
    """`with_guardians` False: spreadsheets that say nothing of them. `ras`: of everybody who was read, those included
    whose row cannot be used: they have not left."""

    school: School
    bad: list[Bad]
    with_guardians: bool
    ras: set[str]


def read_school(row: StudentSync, today: date, area_code: str) -> Read:
    """:raises CannotUnseal: when the key is gone."""
    sealed_students, sealed_guardians = sealed_rows(row)
    students = list(open_rows(sealed_students)) if sealed_students else []
    guardians = list(open_rows(sealed_guardians)) if sealed_guardians else []
    bad: list[Bad] = []
    pupils = _lines(students, lambda one: read_student(one, today, area_code), "Aluno", bad)
    ras = {line.ra for _, _, line in pupils} | {ra_of(one.row) for one in bad if one.row is not None}
    answering = _lines(guardians, lambda one: read_guardian(one, today, area_code), "Responsável", bad)
    school = gather(
        [(number, line) for number, _, line in pupils],
        [(place, line) for place, (_, _, line) in enumerate(answering)],  # a line of a spreadsheet may name several
        today,
    )
    for place, words in school.refused:
        number, one, _ = answering[place]
        bad.append(Bad(_subject("Responsável", one), words, number, one))
    _without_the_erased(school, bad)
    return Read(school, bad, sealed_guardians is not None, ras)


def _lines(
    rows: Iterable[tuple[int, Row]], read: Callable[[Row], StudentLine | GuardianLine], who: str, bad: list[Bad]
) -> list[tuple[int, Row, StudentLine | GuardianLine]]:
    good = []
    for number, row in rows:
        try:
            line = read(row)
        except BadRow as error:
            bad.append(Bad(_subject(who, row), str(error), number, row))
            continue
        good.append((number, row, line))
        bad += [Bad(_subject(who, row), remark, number) for remark in line.person.remarks]
    return good


def _without_the_erased(school: School, bad: list[Bad]) -> None:
    for phone in sorted(erased_phones(set(school.people))):
        del school.people[phone]
        for family in school.families:
            gone = {one for one in family.relations if one[1] == phone}
            if gone:
                family.relations -= gone
                bad.append(Bad(f"Responsável de {family.name} (RA {family.ra})", ERASED, 0))


def _subject(who: str, row: Row) -> str:
    """Enough to find it in the school's own system: never a phone or a CPF."""
    ra = ra_of(row)[:LONGEST_CODE]
    return f"{who} do RA {ra}" if ra else who
