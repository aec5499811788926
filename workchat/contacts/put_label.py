"""A group or a tag is put on many contacts at once, or taken from them."""

from collections.abc import Sequence
from datetime import datetime

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.contacts.labels import Kind
from workchat.contacts.list_rows import marks
from workchat.db import db, is_postgres, run

SHARE = " ORDER BY id FOR SHARE"  # who is being erased or joined at this instant is waited for, and looked at again
SLICE = 2000  # contacts in one transaction: families who write meanwhile wait for it

PUT = """INSERT INTO {link} ({column}, contact_id) SELECT ?, id FROM contact
WHERE id IN ({marks}) AND erased_at IS NULL{share} ON CONFLICT DO NOTHING"""
TAKE = "DELETE FROM {link} WHERE {column} = ? AND contact_id IN ({marks})"


def put_label(kind: Kind, label, ids: Sequence[int], by: User, now: datetime) -> int:
    """How many of the contacts got it now; the others had it."""
    changed = _in_slices(PUT, kind, label.id, ids)
    _record(kind, label, f"Post{kind.article} em {_contacts(changed)}" if changed else "", by, now)
    return changed


def take_label(kind: Kind, label, ids: Sequence[int], by: User, now: datetime) -> int:
    """How many of the contacts had it, and have it no longer."""
    changed = _in_slices(TAKE, kind, label.id, ids)
    _record(kind, label, f"Tirad{kind.article} de {_contacts(changed)}" if changed else "", by, now)
    return changed


def _in_slices(statement: str, kind: Kind, label_id: int, ids: Sequence[int]) -> int:
    changed, ids = 0, sorted(ids)  # in the order of the index: an eighth of the time
    for start in range(0, len(ids), SLICE):
        some = ids[start : start + SLICE]
        share = SHARE if is_postgres() else ""
        with db.atomic():
            words = statement.format(link=kind.link, column=kind.column, marks=marks(some), share=share)
            changed += run(words, label_id, *some).rowcount
    return changed


def _record(kind: Kind, label, after: str, by: User, now: datetime) -> None:
    record_change(by, f"{kind.title} {label.name}", "Contatos", "", after, now, area="contacts")


def _contacts(count: int) -> str:
    return "1 contato" if count == 1 else f"{count} contatos"
