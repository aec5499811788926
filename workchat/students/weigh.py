"""Before anything changes: is what was read plausible? A school does not lose half of its students overnight."""

from collections.abc import Sequence
from dataclasses import dataclass

from workchat.db import run
from workchat.students.families import Family
from workchat.students.mark_left import present_ras
from workchat.students.models import StudentSync
from workchat.students.read_school import Read
from workchat.students.rows import SELF
from workchat.text.numbers import dotted

ANSWERING = """SELECT COUNT(*) FROM relationship r JOIN student s ON s.id = r.student_id
WHERE r.ended_at IS NULL AND r.kind <> 'self' AND s.left_at IS NULL"""

FROM = {"rm": "O TOTVS respondeu com", "file": "A planilha tem"}
NO_STUDENTS = "{source} nenhum aluno. Confira a coligada, a filial, o nível de ensino e o período letivo."
NO_STUDENTS_IN_FILE = "A planilha não tem nenhum aluno que possa ser usado. Veja abaixo o motivo de cada linha."
FEWER = "{source} {read}, e aqui há {known}. Nada foi mudado ainda: confira se é isso mesmo."


@dataclass(frozen=True)
class Weighed:
    """`leaving`: students here who were not read. `question` "" when nothing has to be asked."""

    leaving: int
    question: str


def weigh(row: StudentSync, read: Read) -> Weighed:
    """Nobody at all, or less than half of the students or of those who answer for them, is asked about."""
    known, families = present_ras(), read.school.families
    leaving = len(known - read.ras)
    if not families:
        return Weighed(leaving, NO_STUDENTS_IN_FILE if row.source == "file" else _said(NO_STUDENTS, row))
    if len(families) * 2 < len(known):
        counted = [_count(len(some), "aluno", "alunos") for some in (families, known)]
        return Weighed(leaving, _said(FEWER, row, read=counted[0], known=counted[1]))
    return Weighed(leaving, _guardians(row, families) if read.with_guardians else "")


def _guardians(row: StudentSync, families: Sequence[Family]) -> str:
    answering = run(ANSWERING).fetchone()[0]
    read = sum(kind != SELF for family in families for kind, _ in family.relations)
    if read * 2 >= answering:
        return ""
    words = _count(read, "responsável", "responsáveis") if read else "nenhum responsável com telefone"
    return _said(FEWER, row, read=words, known=_count(answering, "vínculo", "vínculos"))


def _said(sentence: str, row: StudentSync, **words: str) -> str:
    return sentence.format(source=FROM[row.source], **words)


def _count(number: int, one: str, many: str) -> str:
    return f"{dotted(number)} {one if number == 1 else many}"
