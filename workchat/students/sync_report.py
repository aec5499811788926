"""What a sync changed, as the pages tell it and as the school downloads it."""

from collections.abc import Iterator

from workchat.contacts.import_report import BOM, written
from workchat.db import run
from workchat.students.keep_rows import open_row
from workchat.students.models import StudentSync, SyncLine
from workchat.students.rows import GUARDIAN_COLUMNS, STUDENT_COLUMNS
from workchat.vault import CannotUnseal

PAGE = 50
ACTION_WORDS = {
    "new": "Novo",
    "changed": "Mudou",
    "gone": "Saiu",
    "refused": "Linha recusada",
    "remark": "Aviso",
}
COLUMNS = tuple(dict.fromkeys((*STUDENT_COLUMNS, *GUARDIAN_COLUMNS)))
KEY_GONE = "a linha não pode mais ser aberta: a chave mudou"

COUNTS = "SELECT action, COUNT(*) FROM sync_line WHERE student_sync_id = ? GROUP BY action"
LINES = "SELECT action, subject, words, line, sealed_raw FROM sync_line WHERE student_sync_id = ? ORDER BY action, id"


def counts(row: StudentSync) -> dict[str, int]:
    """Action -> how many lines the report has of it; those without any are missing."""
    found = dict(run(COUNTS, row.id).fetchall())
    return {action: found[action] for action in ACTION_WORDS if action in found}


def lines(row: StudentSync, action: str, after: int = 0) -> tuple[list[SyncLine], int]:
    """Fifty lines of one action, and after which id the next begin; 0 when these are the last."""
    rows = SyncLine.fetch_all(
        "WHERE student_sync_id = ? AND action = ? AND id > ? ORDER BY id LIMIT ?", row.id, action, after, PAGE + 1
    )
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def report_file(row: StudentSync) -> Iterator[str]:
    """The whole report as a CSV; refused rows with their cells as they stood. Nothing in it is run as a formula."""
    yield BOM + written("O que houve", "Quem", "Detalhe", "Linha", *COLUMNS)
    for action, subject, words, line, raw in run(LINES, row.id).fetchall():
        yield written(ACTION_WORDS[action], subject, words, line or "", *_cells(raw))


def _cells(raw: bytes | None) -> list[object]:
    if raw is None:
        return []
    try:
        stood = open_row(raw)
    except CannotUnseal:
        return [KEY_GONE]
    return ["" if stood.get(column) is None else stood[column] for column in COLUMNS]
