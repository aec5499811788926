"""The steps of an import: who may be at which one, and moving on without anybody doing it twice."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.models import ContactImport
from workchat.db import run

UPLOADED, CHECKING, CHECKED = "uploaded", "checking", "checked"
IMPORTING, DONE, CANCELLED, FAILED = "importing", "done", "cancelled", "failed"
WAITING = (UPLOADED, CHECKING, CHECKED)  # nobody has entered yet
FILE_GONE = "O arquivo guardado não pode mais ser aberto: a chave deste WorkChat mudou. Envie a planilha de novo."

# Everything but the file: a page that asks how far it is must not carry megabytes.
LIGHT = [field for field in ContactImport._meta.sorted_fields if field.name != "sealed_file"]
SEALED = "SELECT sealed_file FROM contact_import WHERE id = ?"
MOVE = "UPDATE contact_import SET position = ? WHERE id = ? AND state = ? AND position = ?"


class NotNow(Exception):
    """The import is at another step by now. The text says so, for the page."""


def import_of(import_id: int) -> ContactImport | None:
    """The import without its file."""
    return ContactImport.select(*LIGHT).where(ContactImport.id == import_id).first()


def sealed_file(row: ContactImport) -> bytes | None:
    found = run(SEALED, row.id).fetchone()
    return bytes(found[0]) if found and found[0] is not None else None


def step(row: ContactImport, before: tuple[str, ...], **columns: object) -> bool:
    """Write the columns if the import is at one of the steps `before`; False when somebody was faster."""
    moved = ContactImport.update(**columns).where(ContactImport.id == row.id, ContactImport.state.in_(before)).execute()
    if moved:
        for name, value in columns.items():
            setattr(row, name, value)
    return bool(moved)


def advance(row: ContactImport, line: int) -> bool:
    """Move to a line, inside the caller's transaction: of two workers with the same slice only one may write it."""
    moved = run(MOVE, line, row.id, row.state, row.position).rowcount == 1
    row.position = line if moved else row.position
    return moved


def fail(row: ContactImport, words: str, now: datetime) -> None:
    """It ends here, the file goes, and the page says why."""
    step(row, (CHECKING, IMPORTING), state=FAILED, error=words, sealed_file=None, finished_at=now)


def tell(row: ContactImport, field: str, after: str, by: User | None, now: datetime) -> None:
    """The history: who did what with which spreadsheet. Nobody's name or number of those in it."""
    AuditEntry.create(
        at=now, user=by, area="contacts", subject=f"Importação {row.id} ({row.filename})", field=field, after=after
    )
