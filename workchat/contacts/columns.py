"""What each column of a spreadsheet holds, guessed from its heading, or from the cells below it."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from workchat.contacts.cells import BadCell, Cell, read_birth_date, read_cpf, read_phone, text_of
from workchat.contacts.rules import search_form

NAME, PHONE, CPF, BIRTH_DATE, GROUPS, TAGS = "name", "phone", "cpf", "birth_date", "groups", "tags"
FIELDS = {
    "": "Não importar", NAME: "Nome", PHONE: "Telefone", CPF: "CPF", BIRTH_DATE: "Data de nascimento",
    GROUPS: "Grupos", TAGS: "Tags",
}  # fmt: skip
SEVERAL = {GROUPS, TAGS}  # more than one column may hold them
ENOUGH = 0.6  # of the cells of a column have to look like a phone

# The earlier in the list, the better: WhatsApp before the phone at home, who answers for the pupil before the pupil.
_HEADINGS: dict[str, tuple[str, ...]] = {
    NAME: (r"(nome )?(d[oa] )?responsavel( financeiro| legal| 1)?", r"(nome )?(da )?mae", r"(nome )?(do )?pai",
           r"nome( completo)?|nome e sobrenome", r"contato|pessoa|cliente|usuario|name|full name",
           r"(nome )?(d[oa] )?(alun[oa]|estudante)s?( a)?", r"nome .*"),
    PHONE: (r".*\b(whats ?app|whats|zap|wpp)\b.*", r".*\b(celular|cel|movel)\b.*", r".*\b(tele)?fones?\b.*",
            r"(numero( de)? )?tel( 1)?|phone.*|mobile.*", r"numero|contato"),
    CPF: (r"(numero (do )?)?(cpf|c p f)", r"cpf .*|.* cpf( .*)?"),
    BIRTH_DATE: (r"(data|dt|dia)?( de| do)? ?(nascimento|nascto|nasc)", r".*\b(nascimento|nasc|nascto)\b.*",
                 r"(data (de |do )?)?aniversario|birthday|birth date|date of birth"),
    GROUPS: (r"grupos?", r"turmas?", r"(classe|serie|sala|ano)s?", r"(nome )?d?[ao]? ?(grupo|turma)s?( .*)?"),
    TAGS: (r"tags?", r"etiquetas?|marcador(es)?|rotulos?|labels?"),
}  # fmt: skip
_PUPIL = re.compile(r"\b(alun[oa]s?|filh[oa]s?|estudantes?|crianca)\b")
_PARENT = re.compile(r"\b(responsavel|mae|pai)\b")


def has_header(rows: Sequence[Sequence[Cell]], today: date) -> bool:
    """Whether the first row names the columns: it holds no phone, CPF or date, and is not empty."""
    if not rows:
        return False
    first = [cell for cell in rows[0] if text_of(cell)]
    looks = _readers(today).values()
    return bool(first) and not any(_is(read, cell) for cell in first for read in looks)


def guess(rows: Sequence[Sequence[Cell]], header: bool, today: date) -> list[str]:
    """The field of each column, "" for those that are not imported. `rows`: the first ones, the headings included."""
    width = max(map(len, rows), default=0)
    found = _by_heading([_plain(cell) for cell in rows[0]], width) if header and rows else [""] * width
    below = rows[1:] if header else rows
    wanted = [CPF, PHONE, BIRTH_DATE] if not header else [PHONE]
    for field in wanted:
        if field not in found:
            _mark_first(found, field, lambda column, field=field: _share(below, column, _readers(today)[field]))
    if NAME not in found and not header:
        _mark_first(found, NAME, lambda column: _share(below, column, _like_a_name))
    return found


def _by_heading(headings: list[str], width: int) -> list[str]:
    found = [""] * width
    of_parents = any(_PARENT.search(heading) for heading in headings)
    for field, patterns in _HEADINGS.items():
        ranked = sorted(
            (rank, column)
            for column, heading in enumerate(headings)
            if not found[column] and not (of_parents and field not in SEVERAL and _PUPIL.search(heading))
            for rank in [next((n for n, p in enumerate(patterns) if re.fullmatch(p, heading)), None)]
            if rank is not None
        )
        for _rank, column in ranked if field in SEVERAL else ranked[:1]:
            found[column] = field
    return found


def _mark_first(found: list[str], field: str, share: Callable[[int], float]) -> None:
    for column in range(len(found)):
        if not found[column] and share(column) >= ENOUGH:
            found[column] = field
            return


def _share(rows: Sequence[Sequence[Cell]], column: int, read: Callable[[Cell], object]) -> float:
    """How many of the filled cells of a column can be read so, 0 to 1."""
    cells = [row[column] for row in rows if column < len(row) and text_of(row[column])]
    return sum(_is(read, cell) for cell in cells) / len(cells) if cells else 0.0


def _readers(today: date) -> dict[str, Callable[[Cell], object]]:
    return {CPF: read_cpf, PHONE: read_phone, BIRTH_DATE: lambda cell: _written_date(cell, today)}


def _written_date(cell: Cell, today: date) -> date | None:
    """A small number could be a day of Excel's; alone it proves nothing."""
    return read_birth_date(cell, today) if isinstance(cell, str) else None


def _like_a_name(cell: Cell) -> bool:
    return isinstance(cell, str) and sum(c.isalpha() for c in cell) >= 3 and not any(c.isdecimal() for c in cell)


def _is(read: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        return bool(read(cell))
    except BadCell:
        return False


def _plain(cell: Cell) -> str:
    """A heading without accents, capitals and punctuation: "WhatsApp(s) da mãe:" gives "whatsapps da mae"."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\((e?s)\)", r"\1", search_form(text_of(cell)))))
