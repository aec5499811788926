"""What an import would do, or did, as the pages tell it: who was refused and why, and the imports of the past."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from peewee import JOIN

from workchat.accounts.models import User
from workchat.contacts.cells import Cell
from workchat.contacts.check_import import BETWEEN
from workchat.contacts.import_preview import letter
from workchat.contacts.import_steps import LIGHT
from workchat.contacts.keep_lines import open_cells
from workchat.contacts.models import ContactImport
from workchat.db import run

PAGE, IMPORTS = 50, 20
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # OWASP: CSV injection
BOM = "\ufeff"  # without it Excel reads the accents wrong
EXAMPLE_FILE = (
    ("Nome", "Telefone", "CPF", "Data de nascimento", "Grupos", "Tags"),
    ("Marta Souza", "(11) 98765-4321", "529.982.247-25", "05/03/1988", "5º A", "mãe; conselho"),
)

REFUSED = """SELECT line, reason FROM import_row WHERE contact_import_id = ? AND action = 'refuse' AND line > ?
ORDER BY line LIMIT ?"""
REFUSED_RAW = """SELECT line, reason, sealed_raw FROM import_row WHERE contact_import_id = ? AND action = 'refuse'
ORDER BY line"""
REMARKS = """SELECT reason, COUNT(*) FROM import_row WHERE contact_import_id = ? AND action <> 'refuse' AND reason <> ''
GROUP BY reason"""


def refused(row: ContactImport, after: int = 0) -> tuple[list[tuple[int, str]], int]:
    """(line, reason) of fifty refused lines, and after which line the next fifty begin; 0 when these are the last."""
    rows = run(REFUSED, row.id, after, PAGE + 1).fetchall()
    return rows[:PAGE], rows[PAGE - 1][0] if len(rows) > PAGE else 0


def remarks(row: ContactImport) -> list[tuple[str, int]]:
    """What is worth knowing of lines that enter, and of how many."""
    counted: Counter[str] = Counter()
    for reasons, count in run(REMARKS, row.id).fetchall():
        for reason in reasons.split(BETWEEN):
            counted[reason] += count
    return counted.most_common()


def refused_file(row: ContactImport) -> Iterator[str]:
    """The refused lines as a CSV, with the cells as they stood; nothing in it is ever run as a formula."""
    rows = [(number, why, open_cells(raw) if raw else []) for number, why, raw in run(REFUSED_RAW, row.id).fetchall()]
    width = max((len(cells) for _, _, cells in rows), default=0)
    headings = row.mapping.get("headings") or []
    names = [headings[n] if n < len(headings) and headings[n] else f"Coluna {letter(n)}" for n in range(width)]
    yield BOM + written("Linha", "Motivo", *names)
    for number, why, cells in rows:
        yield written(number, why, *cells)


def example_file() -> str:
    return BOM + "".join(written(*cells) for cells in EXAMPLE_FILE)


def written(*cells: Cell) -> str:
    """One line, with semicolons as a Brazilian Excel expects. A cell that begins like a formula is a text."""
    line = StringIO()
    csv.writer(line, delimiter=";").writerow([_safe(text) for text in map(str, cells)])
    return line.getvalue()


def past_imports(before: int = 0) -> tuple[list[ContactImport], int]:
    """Twenty, newest first, and the id before which the next begin; 0 when these are the last."""
    query = ContactImport.select(*LIGHT, User).join(User, JOIN.LEFT_OUTER).order_by(ContactImport.id.desc())
    rows = list((query.where(ContactImport.id < before) if before else query).limit(IMPORTS + 1))
    return rows[:IMPORTS], rows[IMPORTS - 1].id if len(rows) > IMPORTS else 0


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
