"""The connection to TOTVS and the syncs of the school in which every page has something on it: one at each step."""

from datetime import timedelta

from tests.cast import NOW, Cast
from workchat.students.keep_rows import seal_row
from workchat.students.models import (
    APPLYING,
    ASKING,
    CANCELLED,
    DONE,
    FAILED,
    Enrolment,
    SchoolClass,
    Student,
    StudentSync,
    SyncLine,
)
from workchat.totvs.models import RmConnection

COUNTS = {"students_read": 597, "guardians_read": 1204, "total": 590, "position": 590}
RESULT = {"added": 12, "changed": 31, "gone": 4, "contacts_added": 20, "contacts_changed": 9, "refused": 2}
ASKS = "O TOTVS respondeu com 203 alunos, e aqui há 590 alunos. Nada foi mudado ainda: confira se é isso mesmo."
NO_LICENCE = "O TOTVS RM está sem licença livre agora: cada leitura usa uma enquanto dura."
STEPS = [{"ok": True, "words": "O endereço do TOTVS RM responde."},
         {"ok": False, "words": "O TOTVS RM não aceitou o usuário ou a senha."}]  # fmt: skip


def fill_totvs(cast: Cast, students: dict[str, list]) -> dict[str, list]:
    """Connected, tested, students in a class, and a sync at each step, beside those of `students`' spreadsheets."""
    _connect()
    seven = SchoolClass.create(code="7B", period="2026", name="7º B")
    for ra, name in (("2026001", "Ana Souza"), ("2026002", "Pedro Souza")):
        Enrolment.create(student=Student.create(ra=ra, name=name), school_class=seven, period="2026")
    return students | {"sync_id": [*students["sync_id"], *(row.id for row in at_each_step(cast).values())]}


def at_each_step(cast: Cast) -> dict[str, StudentSync]:
    """State -> a sync with TOTVS that is there."""
    steps = (
        (APPLYING, {"position": 120}), (ASKING, {"gone": 387, "position": 0, "error": ASKS}), (DONE, RESULT),
        (CANCELLED, {"position": 120, **RESULT}), (FAILED, {"position": 0, "total": 0, "error": NO_LICENCE}),
    )  # fmt: skip
    rows = {state: _sync(cast, state, **columns) for state, columns in steps}
    _report(rows[DONE])
    return rows


def _connect() -> None:
    row = RmConnection.current()
    row.rest_url, row.user, row.period = "https://rm.escola.example:8051", "workchat", "2026"
    row.coligada, row.filial, row.teaching_level, row.nightly_at, row.active = 1, 1, 2, "03:00", True
    row.test_state, row.test_steps, row.tested_at = "done", STEPS, NOW
    row.keep_password("segredo do rm")
    row.save()


def _sync(cast: Cast, state: str, **columns: object) -> StudentSync:
    over = NOW + timedelta(minutes=4) if state in (DONE, CANCELLED, FAILED) else None
    given = COUNTS | {"started_by": cast.ana, "created_at": NOW, "finished_at": over} | columns
    return StudentSync.create(source="rm", state=state, **given)


def _report(row: StudentSync) -> None:
    told = (
        ("new", "Ana Souza (RA 2026001)", "entrou: 7º B (Matriculado); entrou: Marta Souza (mãe)"),
        ("changed", "Pedro Souza (RA 2026002)", "entrou: 7º B (Matriculado); saiu: 6º A (Matriculado)"),
        ("gone", "Bruno Lima (RA 2025044)", ""),
        ("remark", "Responsável do RA 2026001", "CPF não confere: não foi guardado"),
    )
    for action, subject, words in told:
        SyncLine.create(student_sync=row, action=action, subject=subject, words=words)
    SyncLine.create(student_sync=row, action="refused", subject="Responsável do RA 2026002", words="sem telefone",
                    line=17, sealed_raw=seal_row({"RA": "2026002", "NOME": "Rui"}))  # fmt: skip
