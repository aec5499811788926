"""A person decides about a sync: yes, yes all the same, or no."""

from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.db import db
from workchat.students.models import APPLYING, ASKING, CANCELLED, DONE, READING, UPLOADED, StudentSync
from workchat.students.start_sync import ONE_RUNS, replace_asking
from workchat.students.sync_steps import NOTHING_KEPT, NotNow, step, tell

ELSEWHERE = "Esta sincronização já está em outro passo."
OVER = "Esta sincronização já terminou: não dá mais para cancelar."
NOBODY = "Não veio nenhum aluno: isto não pode ser aplicado."


def confirm_sync(row: StudentSync, by: User, now: datetime) -> None:
    """The spreadsheets were looked at: they enter. A second press changes nothing.

    :raises NotNow: it was cancelled meanwhile, or another sync runs.
    """
    _apply(row, UPLOADED, False, "confirmada", by, now)


def apply_anyway(row: StudentSync, by: User, now: datetime) -> None:
    """So many leave, or nobody answers for them any more: a person saw that, and it is right.

    :raises NotNow: as confirm_sync; or when no student came at all, which is never right.
    """
    if row.state == ASKING and row.total == row.gone:  # all of them would leave
        raise NotNow(NOBODY)
    _apply(row, ASKING, True, "aplicada mesmo assim", by, now)


def cancel_sync(row: StudentSync, by: User, now: datetime) -> None:
    """What entered already stays; the next sync goes on from there.

    :raises NotNow: it is over.
    """
    with db.atomic():
        if step(row, (UPLOADED, READING, APPLYING, ASKING), state=CANCELLED, error="", finished_at=now, **NOTHING_KEPT):
            tell(row, "Sincronização", "cancelada", by, now)
        elif row.state != CANCELLED:
            raise NotNow(OVER)


def _apply(row: StudentSync, before: str, allowed: bool, words: str, by: User, now: datetime) -> None:
    fresh = {"position": 0, "total": 0, "added": 0, "changed": 0, "gone": 0, "refused": 0, "error": ""}
    try:
        with db.atomic():
            if step(row, (before,), state=APPLYING, allowed=allowed, **fresh):
                replace_asking(now)
                tell(row, "Sincronização", words, by, now)
            elif row.state not in (APPLYING, DONE):
                raise NotNow(ELSEWHERE)
    except IntegrityError:
        raise NotNow(ONE_RUNS) from None
