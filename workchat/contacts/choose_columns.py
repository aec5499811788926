"""A person says what each column of a spreadsheet holds: from then on the worker reads every line."""

from collections.abc import Sequence
from datetime import datetime

from workchat.accounts.models import User
from workchat.contacts.cells import text_of
from workchat.contacts.import_steps import CHECKED, CHECKING, UPLOADED, NotNow, sealed_file, step, tell
from workchat.contacts.keep_lines import open_lines
from workchat.contacts.models import ContactImport
from workchat.db import db

MOST_DIGITS = 8  # of a heading
ELSEWHERE = "Esta planilha já está em outro passo."


def choose_columns(
    row: ContactImport, header: bool, columns: Sequence[str], groups: str, tags: str, by: User, now: datetime
) -> None:
    """Begin the check. `groups` and `tags`: for everybody in the file, a name a line.

    :raises NotNow: when somebody else was faster. :raises CannotUnseal: when the key is gone.
    """
    total = row.total + row.mapping["header"] - header
    mapping = {"header": header, "columns": list(columns), "headings": _headings(row) if header else []}
    chosen = {"mapping": mapping, "groups": groups, "tags": tags, "total": total}
    counts = {"position": 0, "added": 0, "changed": 0, "joined": 0, "refused": 0}
    with db.atomic():
        if not step(row, (UPLOADED,), state=CHECKING, **chosen, **counts):
            raise NotNow(ELSEWHERE)
        tell(row, "Planilha", "conferência iniciada", by, now)


def choose_again(row: ContactImport) -> None:
    """Back to the columns, while nobody has entered. The lines that were checked are forgotten by the next check.

    :raises NotNow: when the contacts are entering, or it was cancelled.
    """
    if not step(row, (CHECKED,), state=UPLOADED):
        raise NotNow(ELSEWHERE)


def _headings(row: ContactImport) -> list[str]:
    """For the report, which comes when the file is gone. Whoever calls a line of people the heading leaves no phone."""
    sealed = sealed_file(row)
    cells = next(open_lines(sealed), (0, []))[1] if sealed else []
    return [text if sum(c.isdecimal() for c in text) < MOST_DIGITS else "" for text in map(text_of, cells)]
