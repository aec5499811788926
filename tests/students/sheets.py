"""Spreadsheets of students as schools send them, from the file to the last contact."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from tests.cast import NOW, Cast
from tests.contacts.spreadsheets import csv as lines_of_csv
from tests.contacts.spreadsheets import xlsx
from tests.page import submit
from tests.students.syncing import TODAY
from workchat.students.apply_sync import apply_sync
from workchat.students.columns import guess
from workchat.students.keep_sheet import enter_sheets, keep_sheets
from workchat.students.models import StudentSync, SyncLine
from workchat.students.read_sheet import read_sheet
from workchat.students.sync_steps import sync_of

UPLOAD = "/students/upload"
ONE_SHEET = "RA;Nome do aluno;Turma;Mãe;Telefone da mãe;Pai;Telefone do pai;Responsável financeiro"
LINES = (
    "1;Ana Souza;7º B;Marta Souza;(11) 98765-4321;Rui Souza;11 97777-1111;Mãe",
    "2;Pedro Souza;5º A;Marta Souza;(11) 98765-4321;;;",
    "3;Bruno Lima;7º B;;;;;",
)


def csv(headings: str, *lines: str) -> bytes:
    return lines_of_csv(*lines, headings=headings)


def keys(headings: str, of_guardians: bool = False, *lines: str) -> dict[str, str]:
    """Heading -> what it was taken for, of those that were taken for anything."""
    names = headings.split(";")
    found = guess(names, [line.split(";") for line in lines], of_guardians)
    return {name: key for name, key in zip(names, found, strict=True) if key}


def in_order(headings: str, of_guardians: bool = False) -> list[str]:
    return guess(headings.split(";"), [], of_guardians)


def sent(cast: Cast, students: bytes, guardians: bytes | None = None, now: datetime = NOW) -> StudentSync:
    second = read_sheet("responsaveis.xlsx", guardians, True) if guardians is not None else None
    return keep_sheets(read_sheet("alunos.csv", students, False), second, cast.ana, now)


def entered(cast: Cast, students: bytes, guardians: bytes | None = None, now: datetime = NOW) -> StudentSync:
    """Sent, confirmed as it was understood, and all of it entered."""
    row = sent(cast, students, guardians, now)
    enter_sheets(row, [about["columns"] for about in row.mapping["sheets"]], cast.ana, now)
    apply_sync(sync_of(row.id), "", TODAY, now)
    return sync_of(row.id)


def refused(row: StudentSync) -> dict[int, str]:
    """Line -> why."""
    rows = SyncLine.select().where(SyncLine.student_sync == row, SyncLine.action == "refused")
    return {one.line: one.words for one in rows}


def as_csv(rows: Sequence[dict], columns: Iterable[str]) -> bytes:
    """The rows that TOTVS gives, as a person saves them from it."""
    names = list(columns)
    lines = [";".join(_quoted(row.get(name)) for name in names) for row in rows]
    return csv(";".join(names), *lines)


def as_xlsx(rows: Sequence[dict], columns: Iterable[str]) -> bytes:
    names = list(columns)
    return xlsx(names, *([_text(row.get(name)) for name in names] for row in rows))


def _quoted(value: object) -> str:
    return '"' + _text(value).replace('"', '""') + '"'


def _text(value: object) -> str:
    return "" if value is None else str(value)


def send(client, students: bytes | None, guardians: bytes | None = None):
    given = {"students": students, "guardians": guardians}
    files = {name: (BytesIO(content), f"{name}.csv") for name, content in given.items() if content is not None}
    return submit(client, UPLOAD, files, content_type="multipart/form-data")


def page_of(row: StudentSync) -> str:
    return f"/students/syncs/{row.id}"


def choose(client, row: StudentSync, verb: str = "confirm", **columns: str):
    guessed = [about["columns"] for about in row.mapping["sheets"]]
    names = ("students", "guardians")
    typed = {f"{names[s]}_{place}": key for s, keys in enumerate(guessed) for place, key in enumerate(keys)}
    return submit(client, f"{page_of(row)}/{verb}", typed | columns, page_of(row))
