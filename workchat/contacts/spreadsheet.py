"""One line of a spreadsheet as a person: all of it can be read, or the whole line is refused with every reason."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from workchat.contacts.cells import (
    NO_PHONE,
    BadCell,
    Cell,
    read_birth_date,
    read_cpf,
    read_name,
    read_names,
    read_phone,
)
from workchat.contacts.columns import BIRTH_DATE, CPF, GROUPS, NAME, PHONE, TAGS
from workchat.contacts.rules import age

CHILD, ADULT = 12, 18  # LGPD art. 14: a child's CPF is not kept; under 18 is marked

NO_NAME = "o nome está vazio"
CPF_LEFT_OUT = "menor de 12 anos: o CPF não foi guardado"


class Line(NamedTuple):
    """What a line says. `phone` with the country's code; `cpf` and `name` "" when not given."""

    name: str
    phone: str
    cpf: str
    birth_date: date | None
    groups: list[str]
    tags: list[str]
    remark: str = ""


def read_line(cells: Sequence[Cell], columns: Sequence[str], today: date) -> Line:
    """Read the cells by what `columns` says of each. A child's CPF is left out, with a remark.

    :raises BadCell: naming everything that is wrong with the line; then nothing of it is imported.
    """
    found = {NAME: "", PHONE: "", CPF: "", BIRTH_DATE: None, GROUPS: [], TAGS: []}
    wrong: dict[str, str] = {}
    readers = _readers(today)
    for field, cell in zip(columns, cells, strict=False):
        if field and cell != "":
            try:
                value = readers[field](cell)
                found[field] = found[field] + value if field in (GROUPS, TAGS) else value
            except BadCell as error:
                wrong[field] = str(error)
    if not found[PHONE]:
        wrong.setdefault(PHONE, NO_PHONE)
    if wrong:
        raise BadCell("; ".join(wrong.values()))
    return without_a_childs_cpf(Line(**found), None, today)


def without_a_childs_cpf(line: Line, known_birth_date: date | None, today: date) -> Line:
    """The line, without the CPF of somebody under 12. `known_birth_date` counts when the line has none."""
    born = line.birth_date or known_birth_date
    if line.cpf and born and age(born, today) < CHILD:
        return line._replace(cpf="", remark=CPF_LEFT_OUT)
    return line


def _readers(today: date) -> dict[str, Callable[[Cell], object]]:
    return {
        NAME: read_name,
        PHONE: read_phone,
        CPF: read_cpf,
        BIRTH_DATE: lambda cell: read_birth_date(cell, today),
        GROUPS: lambda cell: read_names(cell, "grupo"),
        TAGS: lambda cell: read_names(cell, "tag"),
    }
