"""A person saw what a spreadsheet would change and says yes, or no."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.contacts.import_steps import CANCELLED, CHECKED, DONE, IMPORTING, WAITING, NotNow, step, tell
from workchat.contacts.models import ContactImport
from workchat.db import db

TOO_LATE = "Os contatos desta planilha já estão entrando: não dá mais para cancelar."


def confirm_import(row: ContactImport, by: User, now: datetime) -> None:
    """Let the good lines enter; the file itself is not needed any more. A second press changes nothing.

    :raises NotNow: when it was cancelled or failed meanwhile.
    """
    with db.atomic():
        if step(row, (CHECKED,), state=IMPORTING, sealed_file=None, position=0, added=0, changed=0):
            tell(row, "Importação", "confirmada", by, now)
        elif row.state not in (IMPORTING, DONE):
            raise NotNow("Esta importação não pode mais ser confirmada.")


def cancel_import(row: ContactImport, by: User, now: datetime) -> None:
    """Nobody enters, and the file goes at once.

    :raises NotNow: when the contacts are entering already.
    """
    with db.atomic():
        if step(row, WAITING, state=CANCELLED, sealed_file=None, finished_at=now):
            tell(row, "Importação", "cancelada", by, now)
        elif row.state not in (CANCELLED, *WAITING):
            raise NotNow(TOO_LATE)
