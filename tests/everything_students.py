"""The students of the school in which every page has something on it: a sync at each step, and spreadsheets."""

from datetime import timedelta

from tests.cast import Cast
from tests.students.sheets import LINES, ONE_SHEET, csv, sent
from workchat.db import utcnow
from workchat.students.example_files import EXAMPLES

GUARDIANS = csv("RA;Vínculo;Nome;Celular;CPF", "1;Mãe;Marta;11 98765-4321;529.982.247-25", "2;Tia-avó;Lia;1;")


def fill_students(cast: Cast) -> dict[str, list[object]]:
    """The ids, by the name that the addresses give them."""
    now = utcnow() - timedelta(minutes=1)
    rows = [
        sent(cast, csv(ONE_SHEET, *LINES), now=now),
        sent(cast, csv("RA;Nome;Turma", "1;Ana;7B", ";Sem número;"), GUARDIANS, now),
        sent(cast, csv("Aluno;Turma", "Ana;7B"), now=now),
    ]
    return {"sync_id": [row.id for row in rows], "example": list(EXAMPLES)}
