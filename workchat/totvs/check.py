"""Testar conexão: each step of the way to RM's rows, in words for the administrator, until one cannot be taken."""

from collections.abc import Iterator
from dataclasses import dataclass

from workchat.text.numbers import dotted
from workchat.totvs.answers import Row
from workchat.totvs.problems import CERTIFICATE, EMPTY, PARAMETERS, PERMISSION, SENTENCE, RmProblem
from workchat.totvs.reader import Reader
from workchat.totvs.sentences import Sentence

# After these the other sentence may still answer: the school can mend both at once.
OF_ONE_SENTENCE = frozenset({SENTENCE, PARAMETERS, EMPTY, PERMISSION})
ANSWERS = "O endereço do TOTVS RM responde."
SECURE = "A conexão é segura: o certificado vale para este endereço."
NOT_SECURE = "A conexão é por http, sem segurança: aceita porque o servidor é da rede da escola."
LET_IN = "O TOTVS RM aceitou o usuário e a senha."
NO_ROWS = (
    "A {what} não trouxe nenhuma linha. Confira coligada, filial, nível de ensino e período letivo: precisam estar "
    "como no RM."
)
UNFILLED = " Sem valor em nenhuma linha: {}. Se o RM tem esses dados, confira a consulta."


@dataclass(frozen=True)
class Step:
    """One step of the test: whether it went well, and what it says."""

    ok: bool
    words: str


def check(reader: Reader) -> list[Step]:
    """Address, certificate, user and password, each sentence: the last one is where it failed, if any did."""
    steps: list[Step] = []
    try:
        for step in _way(reader):
            steps.append(step)
    except RmProblem as problem:
        if problem.kind == CERTIFICATE:
            steps.append(Step(True, ANSWERS))
        steps.append(Step(False, problem.words))
    return steps


def _way(reader: Reader) -> Iterator[Step]:
    reader.rm.knock()
    yield Step(True, ANSWERS)
    yield Step(True, SECURE if reader.rm.place.secure else NOT_SECURE)
    known = reader.rm.log_in()
    if known:
        yield Step(True, LET_IN)
    for sentence in (reader.of_students, reader.of_guardians):
        step, was_let_in = _answered(reader, sentence)
        if was_let_in and not known:
            known = True
            yield Step(True, LET_IN)
        yield step


def _answered(reader: Reader, sentence: Sentence) -> tuple[Step, bool]:
    """What became of one sentence, and whether RM knew the user. Raises what the other would meet too."""
    try:
        rows = reader.rows_of(sentence)
    except RmProblem as problem:
        if problem.kind not in OF_ONE_SENTENCE:
            raise
        return Step(False, problem.words), problem.kind != EMPTY
    if not rows:
        return Step(False, NO_ROWS.replace("{what}", sentence.what)), True
    lines = "1 linha" if len(rows) == 1 else f"{dotted(len(rows))} linhas"
    return Step(True, f"A {sentence.what} trouxe {lines}.{_without(sentence, rows)}"), True


def _without(sentence: Sentence, rows: list[Row]) -> str:
    """Which columns say nothing about anybody: left out of the sentence, or never filled in."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    none = [name for name in sentence.columns if name not in filled]
    return UNFILLED.format(", ".join(none)) if none else ""
