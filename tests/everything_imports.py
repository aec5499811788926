"""The spreadsheets of the school in which every page has something on it: one at each step."""

from tests.cast import NOW, Cast
from tests.contacts.spreadsheets import csv, sent, worked
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.import_steps import CANCELLED, CHECKING, DONE, FAILED, IMPORTING, step
from workchat.db import utcnow

LINES = csv("Nina;11955550001;529.982.247-25;05/03/1988;Coral;mãe", "Otto;123;;;;", "Ivo;11955550002;;05/03/2019;;")


def fill_imports(cast: Cast) -> dict[str, list[int]]:
    """The ids, by the name that the addresses give them."""
    now = utcnow()
    rows = [sent(cast, LINES, now) for _ in range(7)]
    for row in rows[1:]:
        choose_columns(row, True, row.mapping["columns"], "Pais", "", cast.ana, now)
    worked(rows[1], now)
    step(rows[2], (CHECKING, "checked"), state=CHECKING, position=2)
    for row, state, error in zip(rows[3:], (IMPORTING, DONE, CANCELLED, FAILED), ("", "", "", "Chave"), strict=True):
        step(row, ("checked",), state=state, error=error, finished_at=NOW)
    return {"import_id": [row.id for row in rows]}
