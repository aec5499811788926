"""The lines of a school's spreadsheet become the rows that TOTVS would have given: the same from there on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from workchat.contacts.cells import Cell, text_of
from workchat.contacts.rules import search_form
from workchat.students.columns import ACADEMIC, FINANCIAL, GUARDIAN, GUARDIANS, LABELS, RA, RELATION, STUDENT, plain

Cells = Mapping[str, Cell]  # key of a column -> what stands there, only what is not blank
Row = dict[str, Cell]
Lines = Iterable[tuple[int, Sequence[Cell]]]

PERSON = ("NOME", "CPF", "DTNASCIMENTO", "TELEFONE1", "TELEFONE2")
CODES = {"RA", "CODTURMA", "CODCURSO", "CODPERLET", "NOME_TURMA", "SERIE"}  # text, though Excel may make them numbers
# How a status begins that nobody attends with, when no column of its own says it.
LEFT = ("inativ", "tranc", "cancel", "transf", "desist", "evad", "evas", "abandon", "conclu", "formad", "egress",
        "deslig", "falec", "obito", "jubil", "ex alun", "nao matric")  # fmt: skip
# Kinship is no relation to the school: whom a sheet of guardians names as the grandmother answers for the student.
KIN = {"avo", "avos", "bisavo", "tia", "tio", "madrasta", "padrasto", "irma", "irmao", "madrinha", "padrinho", "tutor",
       "tutora", "guardiao", "guardia"}  # fmt: skip
PARENTS = {"mae": "MAE", "a mae": "MAE", "pai": "PAI", "o pai": "PAI"}  # "Responsável financeiro: mãe"
_WITH_ZERO = re.compile(r"([0-9]+)[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_DAYS = re.compile(r"[0-9]{5}")  # a date that Excel wrote as a number of days
_BETWEEN = re.compile(r"[/;,+|&()]| e ")

# What is wrong with the columns, for the page.
NO_RA = "Falta a coluna do RA: é por ela que o aluno é reconhecido. Ela pode se chamar RA, Matrícula, " \
        "Registro acadêmico ou Código do aluno; se tem outro nome, escolha-a na lista."  # fmt: skip
NO_STUDENT = "Falta a coluna com o nome do aluno. Ela pode se chamar Nome, Nome do aluno ou Aluno."
NO_GUARDIAN = "Nenhuma coluna diz quem responde pelo aluno. Ela pode se chamar Responsável, Mãe ou Pai, com o telefone."
NO_RELATION = "Falta a coluna do vínculo (mãe, pai, responsável financeiro…) do responsável de cada linha. Ou diga " \
              "que o nome e o telefone são da mãe, do pai ou do responsável acadêmico."  # fmt: skip
NO_NAME = "Há uma coluna com o telefone {0}, mas nenhuma com o nome {0}."
TWICE = "Duas colunas estão como “{}”. Deixe só uma."
NO_PHONE = "Sem coluna com o telefone {}: quem só tem nome não entra como contato."
ONLY_PARENTS = "Sem coluna com o telefone {}: entra só quem é a mãe ou o pai da mesma linha."


def problems(columns: Sequence[str], of_guardians: bool) -> dict[int, str]:
    """What has to be corrected before anything can enter: place of the column -> words; -1: of the whole sheet."""
    missing = _missing(set(columns), of_guardians)
    found = {-1: " ".join(missing)} if missing else {}
    for place, key in enumerate(columns):
        if key and key in columns[:place]:
            found[place] = TWICE.format(LABELS[key])
    return found


def _missing(known: set[str], of_guardians: bool) -> list[str]:
    missing = [NO_RA] if RA not in known else []
    if not of_guardians and f"{STUDENT}.NOME" not in known:
        missing.append(NO_STUDENT)
    if of_guardians and not any(f"{owner}.NOME" in known for owner in GUARDIANS):
        missing.append(NO_GUARDIAN)
    if f"{GUARDIAN}.NOME" in known and RELATION not in known:
        missing.append(NO_RELATION)
    nameless = [owner for owner in GUARDIANS if f"{owner}.NOME" not in known and _has_phone(known, owner)]
    return missing + [NO_NAME.format(GUARDIANS[owner]) for owner in nameless]


def remarks(columns: Sequence[str]) -> list[str]:
    """What is worth knowing of columns with which the rows can enter."""
    known = set(columns)
    parents = any(_has_phone(known, owner) for owner in ("MAE", "PAI"))
    return [
        (ONLY_PARENTS if parents and owner in (FINANCIAL, ACADEMIC) else NO_PHONE).format(words)
        for owner, words in GUARDIANS.items()
        if f"{owner}.NOME" in known and not _has_phone(known, owner)
    ]


def has_guardians(columns: Sequence[str]) -> bool:
    """Whether the sheet says of anybody with a phone that they answer for a student."""
    return any(f"{owner}.NOME" in columns and _has_phone(set(columns), owner) for owner in GUARDIANS)


def student_rows(lines: Lines, columns: Sequence[str], headings: Sequence[Cell] = ()) -> Iterator[tuple[int, Row]]:
    """The students' rows (STUDENT_COLUMNS of rows.py), one for a student however many guardians have a line each."""
    seen: set[tuple] = set()
    own = [key if key.startswith(f"{STUDENT}.") else "" for key in columns]
    for number, cells in _read(lines, own, headings):
        row = _class_with_its_grade({key.partition(".")[2]: cell for key, cell in cells.items()})
        if "STATUS_ATIVO" not in row and _says_left(text_of(row.get("STATUS_DESCRICAO", ""))):
            row["STATUS_ATIVO"] = "N"
        if row and (said := tuple(sorted((column, str(cell)) for column, cell in row.items()))) not in seen:
            seen.add(said)
            yield number, row


def guardian_rows(lines: Lines, columns: Sequence[str], headings: Sequence[Cell] = ()) -> Iterator[tuple[int, Row]]:
    """The guardians' rows (GUARDIAN_COLUMNS of rows.py): those of the line, and who has columns in it."""
    with_phone = [owner for owner in GUARDIANS if _has_phone(set(columns), owner)]
    own = [key if key == RA or not key.startswith(f"{STUDENT}.") else "" for key in columns]
    places = {owner: [(c, key) for c in PERSON if (key := f"{owner}.{c}") in own] for owner in GUARDIANS}
    for number, cells in _read(lines, own, headings):
        people = {owner: {c: cells[key] for c, key in keys if key in cells} for owner, keys in places.items()}
        for owner, person in people.items():
            same = _named_elsewhere(owner, people) if person else {}
            if person and (owner in with_phone or same):
                whole = {**same, **person, **({"NOME": same["NOME"]} if same else {})}
                for relation in _relations(cells) if owner == GUARDIAN else [owner]:
                    yield number, {"RA": cells.get(RA, ""), "VINCULO": relation, **whole}


def cut_ra(lines: Lines, columns: Sequence[str]) -> tuple[int, str] | None:
    """(line, what stands there) of the first RA that Excel shortened to 2,03E+11: several students would be one."""
    place = columns.index(RA) if RA in columns else None
    for number, cells in lines if place is not None else ():
        text = text_of(cells[place]) if place < len(cells) else ""
        if _SCIENTIFIC.fullmatch(text):
            return number, text
    return None


def _read(lines: Lines, columns: Sequence[str], headings: Sequence[Cell]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Each line by its keys. A printed report repeats its headings on every page: those are no students."""
    used = [(place, key) for place, key in enumerate(columns) if key]
    again = {key: text_of(headings[place]) for place, key in used if place < len(headings)}
    for number, cells in lines:
        found = {key: cell for place, key in used if place < len(cells) and (cell := _cell(key, cells[place])) != ""}
        if found and not (len(found) > 1 and all(text_of(cell) == again.get(key) for key, cell in found.items())):
            yield number, found


def _cell(key: str, cell: Cell) -> Cell:
    """Without what a spreadsheet does to codes and dates; "" when it is blank."""
    column, text = key.partition(".")[2], text_of(cell)
    if not text or column in CODES:
        whole = _WITH_ZERO.fullmatch(text)
        return whole[1] if whole else text
    if column == "DTNASCIMENTO" and _DAYS.fullmatch(text):
        return int(text)
    return cell if isinstance(cell, int | float) else text


@lru_cache(maxsize=100)
def _says_left(status: str) -> bool:
    return search_form(status).startswith(LEFT)


def _class_with_its_grade(row: Row) -> Row:
    """ "7º ano" and "B" in two columns are the class "7º ano B"; a class that says a number says its grade already."""
    grade, name = text_of(row.pop("SERIE", "")), text_of(row.get("NOME_TURMA", ""))
    if not grade or any(c.isdecimal() for c in name):
        return row
    if "CODTURMA" in row and not name:
        return row
    return row | {"NOME_TURMA": f"{grade} {name}".strip()}


def _relations(cells: Cells) -> list[str]:
    """One or several: "Mãe e responsável financeiro"."""
    said = [part for piece in _BETWEEN.split(text_of(cells.get(RELATION, ""))) if (part := piece.strip())]
    return list(dict.fromkeys(ACADEMIC if plain(part) in KIN else part for part in said)) or [""]


def _named_elsewhere(owner: str, people: Mapping[str, Row]) -> Row:
    """Who answers financially is often only named: as the mother or the father is, or with just "mãe"."""
    if owner not in (FINANCIAL, ACADEMIC) or "NOME" not in people[owner]:
        return {}
    name = search_form(text_of(people[owner]["NOME"]))
    if name in PARENTS:
        parent = people[PARENTS[name]]
        return parent if "NOME" in parent else {}
    same = (people[who] for who in ("MAE", "PAI") if search_form(text_of(people[who].get("NOME", ""))) == name)
    return next(same, {})


def _has_phone(known: set[str], owner: str) -> bool:
    return bool({f"{owner}.TELEFONE1", f"{owner}.TELEFONE2"} & known)
