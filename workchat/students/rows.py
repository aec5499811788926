"""One row of students or guardians as TOTVS or a spreadsheet gives it: what it says, or why it cannot be used."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from workchat.contacts.cells import BadCell, Cell, read_birth_date, read_cpf, read_name, text_of
from workchat.contacts.rules import NAMELESS, clean_name, find_cpfs, search_form
from workchat.students.phones import phone_of

STUDENT_COLUMNS = (
    "RA", "NOME", "DTNASCIMENTO", "CPF", "TELEFONE1", "TELEFONE2", "TELEFONE3", "CODCURSO", "NOME_CURSO", "CODTURMA",
    "NOME_TURMA", "CODPERLET", "STATUS_DESCRICAO", "STATUS_ATIVO",
)  # fmt: skip
GUARDIAN_COLUMNS = ("RA", "VINCULO", "NOME", "CPF", "DTNASCIMENTO", "TELEFONE1", "TELEFONE2")
STUDENT_NEEDS, GUARDIAN_NEEDS = ("RA", "NOME"), ("RA", "VINCULO", "NOME")

MOTHER, FATHER, ACADEMIC, FINANCIAL, SELF = "mother", "father", "academic", "financial", "self"
# As the sentences say it, and as people write it in spreadsheets; without accents and capitals.
RELATIONS = {
    "mae": MOTHER, "pai": FATHER,
    "resp academico": ACADEMIC, "responsavel academico": ACADEMIC, "academico": ACADEMIC,
    "responsavel pedagogico": ACADEMIC, "responsavel legal": ACADEMIC, "responsavel": ACADEMIC,
    "resp financeiro": FINANCIAL, "responsavel financeiro": FINANCIAL, "financeiro": FINANCIAL,
}  # fmt: skip
LONGEST_NAME, LONGEST_CODE = 120, 60
NOT_ACTIVE = {"n", "nao", "0", "f", "false", "falso", "inativo", "inativa"}
PARTICLES = {"da", "das", "de", "di", "do", "dos", "del", "e", "van", "von"}
NUMERALS = {"II", "III", "IV"}
_LETTERS = re.compile(r"[^\W\d_]+")

NO_RA, NO_NAME = "sem RA", "sem nome"
RA_IS_CPF = "no lugar do RA há um CPF: confira a coluna"
LONG_RA = f"RA com mais de {LONGEST_CODE} letras"
NO_RELATION = "o vínculo “{}” não é conhecido"
CPF_LEFT_OUT = "CPF não confere: não foi guardado"
DATE_LEFT_OUT = "data de nascimento não foi entendida: não foi guardada"

Row = Mapping[str, Cell | None]


class BadRow(Exception):
    """The row cannot be used. The text says why, to stand behind its number."""


class Person(NamedTuple):
    """Somebody with or without a phone. `phone` with the country's code, "" and then `why_no_phone`; `cpf` "" too."""

    name: str
    phone: str
    why_no_phone: str
    cpf: str
    birth_date: date | None
    remarks: tuple[str, ...] = ()


class Enrolled(NamedTuple):
    """Where a student is; every part may be "" when the school's system does not say it."""

    class_code: str
    class_name: str
    period: str
    course: str
    status: str
    is_active: bool


class StudentLine(NamedTuple):
    ra: str
    person: Person
    enrolled: Enrolled


class GuardianLine(NamedTuple):
    ra: str
    kind: str
    person: Person


def read_student(row: Row, today: date, area_code: str = "") -> StudentLine:
    """What a row of STUDENT_COLUMNS says.

    :raises BadRow: without RA or name. A wrong phone, CPF or date costs only itself.
    """
    person = _person(row, today, area_code, ("TELEFONE1", "TELEFONE2", "TELEFONE3"))
    code, name = _code(row, "CODTURMA"), _words(row, "NOME_TURMA")
    course = _words(row, "NOME_CURSO") or _code(row, "CODCURSO")
    active = search_form(text_of(row.get("STATUS_ATIVO") or "")) not in NOT_ACTIVE
    enrolled = Enrolled(
        code or name, name or code, _code(row, "CODPERLET"), course, _words(row, "STATUS_DESCRICAO"), active
    )
    return StudentLine(_ra(row), person, enrolled)


def read_guardian(row: Row, today: date, area_code: str = "") -> GuardianLine:
    """What a row of GUARDIAN_COLUMNS says. Without a phone it may still find one, by its CPF (families.py).

    :raises BadRow: without RA, relation or name.
    """
    said = _words(row, "VINCULO")
    kind = RELATIONS.get(" ".join(re.findall(r"[a-z]+", search_form(said))))
    if kind is None:
        raise BadRow(NO_RELATION.format(said[:LONGEST_CODE]) if said else "sem vínculo")
    return GuardianLine(_ra(row), kind, _person(row, today, area_code, ("TELEFONE1", "TELEFONE2")))


def _person(row: Row, today: date, area_code: str, fields: tuple[str, ...]) -> Person:
    cells = [cell for field in fields if (cell := row.get(field)) not in (None, "")]
    phone, why = phone_of(cells, area_code)
    cpf, bad_cpf = _or_remark(read_cpf, row.get("CPF"), "", CPF_LEFT_OUT)
    born, bad_date = _or_remark(lambda cell: read_birth_date(cell, today), row.get("DTNASCIMENTO"), None, DATE_LEFT_OUT)
    return Person(_name(row), phone, why, cpf, born, tuple(filter(None, (bad_cpf, bad_date))))


def _or_remark(read: Callable, cell: Cell | None, nothing: object, remark: str) -> tuple:
    try:
        return (nothing if cell in (None, "") else read(cell)), ""
    except BadCell:
        return nothing, remark


def _name(row: Row) -> str:
    try:
        name = read_name(row.get("NOME") or "")
    except BadCell as error:
        raise BadRow(str(error)) from None
    if not name:
        raise BadRow(NO_NAME)
    return in_usual_case(name) if name.isupper() else name


def in_usual_case(name: str) -> str:
    """MARIA D'ÁVILA DOS SANTOS II -> Maria D'Ávila dos Santos II: RM keeps many names in capitals, and a message that
    begins with MARIA shouts."""
    words = [word if word in NUMERALS else _LETTERS.sub(lambda run: run[0].capitalize(), word) for word in name.split()]
    return " ".join([*words[:1], *(word.lower() if word.lower() in PARTICLES else word for word in words[1:])])


def ra_of(row: Row) -> str:
    """The RA without what nobody sees, so that it is the same however it came; "" when there is none."""
    said = text_of(row.get("RA") or "")
    if said.isascii() and said.isalnum():
        return said
    seen = clean_name(said)
    return "" if seen == NAMELESS else seen


def _ra(row: Row) -> str:
    ra = ra_of(row)
    if not ra:
        raise BadRow(NO_RA)
    if len(ra) > LONGEST_CODE:
        raise BadRow(LONG_RA)
    if not ra.isdecimal() and find_cpfs(ra):  # eleven digits alone may be an RA: one in a hundred passes as a CPF
        raise BadRow(RA_IS_CPF)
    return ra


def _code(row: Row, column: str) -> str:
    return _words(row, column)[:LONGEST_CODE]


def _words(row: Row, column: str) -> str:
    """A name of something: clean to show, never with a CPF in it."""
    cell = row.get(column)
    return "" if cell is None else _clean(text_of(cell))


@lru_cache(maxsize=2000)  # thousands of students are in a few dozen classes
def _clean(text: str) -> str:
    if not text or find_cpfs(text):
        return ""
    name = clean_name(text)
    return "" if name == NAMELESS else name[:LONGEST_NAME]
