"""A little school as TOTVS would tell it, and a sync of it from beginning to end."""

from datetime import date, datetime

from tests.cast import NOW
from workchat.students.apply_sync import apply_sync
from workchat.students.models import Enrolment, Relationship, StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import keep_guardians, keep_students, sync_of

TODAY = date(2026, 11, 23)
MARTA, RUI, LIA = "(11) 98765-4321", "11 97777-1111", "11 96666-2222"


def student(ra: str, name: str, turma: str = "7B", **columns: object) -> dict[str, object]:
    given = {"RA": ra, "NOME": name, "CODTURMA": turma, "NOME_TURMA": f"{turma[0]}º {turma[1:]}" if turma else None}
    usual = {"NOME_CURSO": "Fundamental", "CODPERLET": "2026", "STATUS_DESCRICAO": "Matriculado", "STATUS_ATIVO": "S"}
    return {**usual, **given, **columns}


def guardian(ra: str, relation: str, name: str, phone: object, **columns: object) -> dict[str, object]:
    return {"RA": ra, "VINCULO": relation, "NOME": name, "TELEFONE1": phone, **columns}


def aurora() -> tuple[list[dict], list[dict]]:
    """Ana and Pedro are Marta's, Rui is their father; Lia pays for Bruno."""
    students = [student("1", "Ana Souza"), student("2", "Pedro Souza", "5A"), student("3", "Bruno Lima", "7B")]
    guardians = [
        guardian("1", "MAE", "Marta Souza", MARTA),
        guardian("1", "RESP_FINANCEIRO", "Marta Souza", MARTA),
        guardian("1", "PAI", "Rui Souza", RUI),
        guardian("2", "MAE", "Marta Souza", MARTA),
        guardian("3", "RESP_FINANCEIRO", "Lia Lima", LIA),
    ]
    return students, guardians


def read(students: list[dict], guardians: list[dict], now: datetime = NOW) -> StudentSync:
    """A sync that has read everything and is about to enter."""
    row = start_rm_sync(None, now)
    keep_students(row, students, now)
    keep_guardians(row, guardians, now)
    return row


def sync(students: list[dict], guardians: list[dict], now: datetime = NOW, area_code: str = "") -> StudentSync:
    row = read(students, guardians, now)
    apply_sync(row, area_code, TODAY, now)
    return sync_of(row.id)


def relations() -> set[tuple[str, str, str]]:
    """(contact, relation, student) of all that hold today."""
    rows = Relationship.select().where(Relationship.ended_at.is_null())
    return {(row.contact.name, row.kind, row.student.name) for row in rows}


def classes() -> set[tuple[str, str]]:
    """(student, class) of all that hold today."""
    rows = Enrolment.select().where(Enrolment.ended_at.is_null())
    return {(row.student.name, row.school_class.name if row.school_class else "") for row in rows}


def told(row: StudentSync) -> tuple[int, ...]:
    """Students new, changed and gone; contacts new and changed; rows refused."""
    return row.added, row.changed, row.gone, row.contacts_added, row.contacts_changed, row.refused
