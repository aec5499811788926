"""What each column of a school's spreadsheet says of a student, or of who answers for them, by its heading.

A column's key is whom it is about and what it holds: "ALUNO.RA", "MAE.TELEFONE1". "RESP" is the guardian of a sheet
with one guardian a line; the mother, the father and the others may each have columns in the student's line.
"""

import re
from collections.abc import Sequence

from workchat.contacts.cells import Cell, text_of
from workchat.contacts.rules import search_form

STUDENT, GUARDIAN, ACADEMIC, FINANCIAL = "ALUNO", "RESP", "RESP_ACADEMICO", "RESP_FINANCEIRO"
PERSONAL = {
    "NOME": "Nome", "CPF": "CPF", "DTNASCIMENTO": "Data de nascimento", "TELEFONE1": "Telefone",
    "TELEFONE2": "Outro telefone",
}  # fmt: skip
STUDENT_FIELDS = {
    "RA": "RA", "NOME": "Nome do aluno", "NOME_TURMA": "Turma", "SERIE": "Série", "CODTURMA": "Código da turma",
    "NOME_CURSO": "Curso", "CODCURSO": "Código do curso", "CODPERLET": "Período letivo",
    "STATUS_DESCRICAO": "Situação", "STATUS_ATIVO": "Ativo (sim ou não)", "DTNASCIMENTO": "Nascimento do aluno",
    "CPF": "CPF do aluno", "TELEFONE1": "Telefone do aluno", "TELEFONE2": "2º telefone do aluno",
    "TELEFONE3": "3º telefone do aluno",
}  # fmt: skip
# Whom columns are about -> how a choice names them: "Telefone da mãe".
GUARDIANS = {
    GUARDIAN: "do responsável da linha", "MAE": "da mãe", "PAI": "do pai",
    FINANCIAL: "do responsável financeiro", ACADEMIC: "do responsável acadêmico",
}  # fmt: skip
RELATION = f"{GUARDIAN}.VINCULO"
RA, NAME = f"{STUDENT}.RA", f"{STUDENT}.NOME"
CHOICES = {
    "": "Não usar",
    "Aluno": {f"{STUDENT}.{column}": label for column, label in STUDENT_FIELDS.items()},
    "Um responsável por linha": {RELATION: "Vínculo (mãe, pai, financeiro…)"},
} | {  # fmt: skip
    title: {f"{owner}.{column}": f"{label} {GUARDIANS[owner]}" for column, label in PERSONAL.items()}
    for title, owner in (
        ("Responsável da linha", GUARDIAN), ("Mãe", "MAE"), ("Pai", "PAI"), ("Responsável financeiro", FINANCIAL),
        ("Responsável acadêmico", ACADEMIC),
    )
}  # fmt: skip
LABELS = {"": "Não usar"} | {
    key: label for group in CHOICES.values() if isinstance(group, dict) for key, label in group.items()
}
LOOKED_AT = 20  # lines, to find the headings: above them stand the school's name, the date of the report…
SAMPLE, ENOUGH = 50, 0.6

# Whom a heading names. The first that matches.
_OWNERS = (
    (FINANCIAL, r"\b(resp\w*|contratante) fin\w*|\bfinanceiro\b|\bpagador\w*|\bcontratante\b"),
    (ACADEMIC, r"\bresp\w* (acad\w*|pedag\w*|legal)"),
    (GUARDIAN, r"\b(resp(onsave(l|is))?|guardiao|tutor\w*)\b|\b(mae|pai) ou (mae|pai)\b|\bpais\b"),
    ("MAE", r"\b(mae|mamae|genitora|filiacao 1)\b"),
    ("PAI", r"\b(pai|papai|genitor|filiacao 2)\b"),
    (STUDENT, r"\b(alun\w*|estudantes?|crianca|filh[oa]s?|discente)\b"),
)
_FILLING = r"\b(d[aeo]s?|e|o|a|n|no|nr|num|numero|completo|1)\b"
_PHONE = re.compile(r"(cod\w* )?.*\b(whats ?app|whats|zap|wpp|celular|cel|movel|(tele)?fones?|tel|contatos?)[0-9]?\b.*")
_NO_PHONE = re.compile(r".*\b(operadora|emergencia|tipo|ramal|e ?mail|emails?)\b.*")
_BETTER_PHONE = re.compile(r".*\b(whats ?app|whats|zap|wpp|celular|cel|movel)\b.*")
_PERSONAL = (
    ("NOME", r"nome( e sobrenome| social)?|full name|name"),
    ("CPF", r"(c p f|cpf)( cnpj)?"),
    ("DTNASCIMENTO", r"(data|dt|dia)? ?(nascimento|nascto|nasc)|dtnasc\w*|(data )?aniversario"),
)  # fmt: skip
# Of a student alone. Of several columns for one thing the one that stands first here.
_OF_STUDENT = (
    ("RA", r"(r a|ra)( (do )?alun\w+)?"),
    ("RA", r"registro (do )?(academico|aluno)( ra)?"),
    ("RA", r"((n|no|nr|num|numero)( d[ae])? )?matricula( d[oa] alun\w+)?"),
    ("RA", r"(cod|codigo|id|identificador)( d[oa])? ?(alun\w+|estudante|matricula)|codaluno|codmatricula"),
    ("RA", r"rm|registro|codigo|cod|id"),
    ("STATUS_ATIVO", r"(status |aluno |matricula )?ativ[oa]|plativo"),
    ("STATUS_DESCRICAO", r"(situacao|status|sit)(?!.*(financ|contrato|pagamento|docum))( .*)?"),
    ("CODCURSO", r"(cod|codigo)( do)? ?curso"),
    ("NOME_CURSO", r"(nome (do )?)?curso|nome do curso"),
    ("NOME_CURSO", r"segmento|nivel( de)?( ensino)?|etapa( de)?( ensino)?|ensino|modalidade( de)?( ensino)?"),
    ("CODTURMA", r"(cod|codigo)( da)? ?turma"),
    ("NOME_TURMA", r"(nome (da )?)?turma( atual| do aluno)?|(serie|ano) (e )?turma|turma (e )?(serie|ano)"),
    ("NOME_TURMA", r"classe|sala( de aula)?"),
    ("SERIE", r"(ano )?serie( ano| escolar)?|ano (escolar|serie)|fase|grupo|agrupamento"),
    ("CODPERLET", r"(cod )?(periodo|per|ano) ?letivo|(cod)?perlet|cod perlet|exercicio|ano base|ano vigente"),
)  # fmt: skip
_RELATION = re.compile(
    r"vinculo( .*)?|(grau( de)? )?parentesco( .*)?|relacao( com .*)?|tipo( d[eo])? (resp\w*|vinculo|relacao)|filiacao"
)
_BY_CELLS = {"ano": "SERIE", "periodo": "", "semestre": ""}  # a period, when the cells below look like years
_YEAR = re.compile(r"20[0-9]{2}([./\- ]?[0-9]{1,2})?")


def find_headings(rows: Sequence[Sequence[Cell]], of_guardians: bool) -> int | None:
    """Which of the first lines holds the headings: the one in which most is recognised. None: no line says it."""
    best, most = None, 1
    for place, row in enumerate(rows[:LOOKED_AT]):
        found = guess(row, rows[place + 1 :], of_guardians)
        if len(known := [key for key in found if key]) > most and {RA, NAME, f"{GUARDIAN}.NOME"} & set(known):
            best, most = place, len(known)
    return best


def guess(headings: Sequence[Cell], rows: Sequence[Sequence[Cell]], of_guardians: bool) -> list[str]:
    """The key of each column, "" for what is not used. `rows`: some below, for what a heading alone cannot say."""
    words = [plain(cell) for cell in headings]
    one_a_line = any(_RELATION.fullmatch(heading) for heading in words)
    read = [_read(heading, place, rows) for place, heading in enumerate(words)]
    nobody_in_particular = GUARDIAN if one_a_line else ACADEMIC
    read = [(nobody_in_particular if owner == GUARDIAN else owner, column, rank) for owner, column, rank in read]
    begin = nobody_in_particular if of_guardians else STUDENT
    owned = _give_owners(read, begin, nobody_in_particular if one_a_line or of_guardians else "")
    return _once(_to_the_only_guardian(owned, read), words)


def plain(cell: Cell) -> str:
    """A heading without accents, capitals and punctuation: "Nº da Matrícula:" gives "no da matricula"."""
    return " ".join(re.findall(r"[a-z0-9]+", search_form(text_of(cell))))


def _read(heading: str, place: int, rows: Sequence[Sequence[Cell]]) -> tuple[str, str, int]:
    """(whom it names or "", what it holds or "", how good a name that is: 0 is best)."""
    if _RELATION.fullmatch(heading):
        return GUARDIAN, "VINCULO", 0
    if heading in _BY_CELLS:
        return STUDENT, "CODPERLET" if _share(rows, place, _YEAR) >= ENOUGH else _BY_CELLS[heading], len(_OF_STUDENT)
    for rank, (column, pattern) in enumerate(_OF_STUDENT):
        if re.fullmatch(pattern, heading):
            return STUDENT, column, rank
    return _of_a_person(heading)


def _of_a_person(heading: str) -> tuple[str, str, int]:
    owner, pattern = next(((who, p) for who, p in _OWNERS if re.search(p, heading)), ("", r"\b\B"))
    rest = " ".join(re.sub(_FILLING, " ", re.sub(pattern, " ", heading)).split())
    if owner and not rest:
        return owner, "NOME", 0
    for column, pattern in _PERSONAL:
        if re.fullmatch(pattern, rest):
            return owner, column, 0
    if _PHONE.fullmatch(rest) and not _NO_PHONE.fullmatch(heading):
        return owner, "TELEFONE1", 0 if _BETTER_PHONE.fullmatch(rest) else 1
    return "", "", 0


def _give_owners(read: list[tuple[str, str, int]], begin: str, of_line: str) -> list[tuple[str, str, int]]:
    """A bare "Telefone" belongs to whom the columns before it are about; after "Mãe | Pai" nobody knows whose it is.

    `of_line`: whose a second bare "Nome" is, the student being named already.
    """
    now, named_only, found = begin, "", []
    student_is_named = any(owner == STUDENT and column == "NOME" for owner, column, _ in read)
    for owner, column, rank in read:
        if column == "NOME" and not owner:
            owner = of_line if of_line and (student_is_named or now == of_line) else now or begin
            student_is_named |= owner == STUDENT
        if not owner and column:
            owner, named_only = now, ""
        elif owner and column:
            first_of_two = column == "NOME" and named_only and named_only != owner and owner != STUDENT
            whose = begin if owner == STUDENT and column != "NOME" else owner
            now, named_only = ("" if first_of_two else whose), owner if column == "NOME" and owner != STUDENT else ""
        found.append((owner, column if owner else "", rank))
    return found


def _to_the_only_guardian(
    owned: list[tuple[str, str, int]], read: list[tuple[str, str, int]]
) -> list[tuple[str, str, int]]:
    """A bare "Telefone" before "Responsável", who has none, is the responsible's: not the child's."""
    guardians = {owner for owner, column, _ in owned if owner not in ("", STUDENT) and column}
    if len(guardians) != 1 or any(owner in guardians and column == "TELEFONE1" for owner, column, _ in owned):
        return owned
    (only,) = guardians
    return [
        (only, column, rank) if column == "TELEFONE1" and not said else (owner, column, rank)
        for (owner, column, rank), (said, _, _) in zip(owned, read, strict=True)
    ]


def _once(owned: list[tuple[str, str, int]], words: list[str]) -> list[str]:
    """Each key once: the best heading has it; further phones are the others of the same person."""
    found = [""] * len(owned)
    taken: set[str] = set()
    for _rank, place in sorted((rank, place) for place, (_, _, rank) in enumerate(owned)):
        owner, column, _ = owned[place]
        names = ("TELEFONE1", "TELEFONE2", "TELEFONE3") if column == "TELEFONE1" else (column,)
        key = next((k for name in names if (k := f"{owner}.{name}") in LABELS and k not in taken), "")
        if words[place] and key:
            found[place] = key
            taken.add(key)
    return found


def _share(rows: Sequence[Sequence[Cell]], place: int, pattern: re.Pattern) -> float:
    cells = [text for row in rows[:SAMPLE] if place < len(row) and (text := text_of(row[place]))]
    return sum(bool(pattern.fullmatch(text)) for text in cells) / len(cells) if cells else 0.0
