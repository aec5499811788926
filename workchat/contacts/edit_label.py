"""A group or a tag is made, gets another name, becomes one with another, or goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.accounts.rules import Refused
from workchat.contacts.labels import Kind, find_by_name, gone, readable, used_by
from workchat.contacts.models import Group, Tag
from workchat.db import BIGGEST, db, hold, run

SLICE = 2000  # contacts in one transaction

# In slices by contact: the index of each table has both.
JOIN = """INSERT INTO {link} ({column}, contact_id)
SELECT ?, contact_id FROM {link} WHERE {column} = ? AND contact_id > ? AND contact_id <= ? ON CONFLICT DO NOTHING"""
EMPTY = "DELETE FROM {link} WHERE {column} = ? AND contact_id > ? AND contact_id <= ?"
NEXT = """SELECT MAX(contact_id), COUNT(*) FROM (SELECT contact_id FROM {link} WHERE {column} = ? AND contact_id > ?
ORDER BY contact_id LIMIT ?) AS few"""


def create_label(kind: Kind, name: str, by: User, now: datetime) -> Group | Tag:
    """:raises Refused: when there is one of that name already, in whichever accents and capitals."""
    name = _free_name(kind, name)
    with _taken_meanwhile(kind, name), db.atomic():
        label = kind.model.put(name=name, created_at=now)
        _record(kind, name, kind.title, "", f"Criad{kind.article}", by, now)
    return label


def rename_label(kind: Kind, label: Group | Tag, name: str, by: User, now: datetime) -> None:
    """:raises Refused: when another one is called so."""
    name, before = _free_name(kind, name, label), label.name
    with _taken_meanwhile(kind, name), db.atomic():
        kind.model.change({"name": name}, "WHERE id = ?", label.id)
        _record(kind, name, "Nome", before, name, by, now)
    label.name = name


def merge_labels(kind: Kind, label: Group | Tag, into: Group | Tag, by: User, now: datetime) -> int:
    """The contacts of `label` get `into`, and `label` goes. Returns how many got it who had not.

    :raises Refused: when a scheduled message that has not ended names `label`: it would reach others than it said; or
        when one of the two is gone.
    """
    if label.id == into.id:
        raise Refused("into", f"Escolha outr{kind.article} {kind.one}.")
    _refuse_used(kind, label, "into", "juntar")
    joined = sum(_move(kind, label, into, start, end) for start, end in _slices(kind, label))
    with db.atomic():
        joined += _move(kind, label, into, 0, BIGGEST)  # who was put into it meanwhile
        kind.model.delete().where(kind.model.id == label.id).execute()
    _record(kind, into.name, "Contatos", "", f"Recebeu os contatos de {label.name}", by, now)
    return joined


def delete_label(kind: Kind, label: Group | Tag, by: User, now: datetime) -> int:
    """Returns how many contacts lost it.

    :raises Refused: when a scheduled message that has not ended names it.
    """
    _refuse_used(kind, label, "sure", "excluir")
    lost = _remove(kind, label)
    _record(kind, label.name, kind.title, label.name, f"Excluíd{kind.article}", by, now)
    return lost


def _free_name(kind: Kind, typed: str, label: Group | Tag | None = None) -> str:
    name = readable(kind, typed)
    same, one = find_by_name(kind, name), "um" if kind.article == "o" else "uma"
    if same and (label is None or same.id != label.id):
        raise Refused("name", f"Já existe {one} {kind.one} com este nome: {same.name}.")
    return name


@contextmanager
def _taken_meanwhile(kind: Kind, name: str) -> Iterator[None]:
    """A colleague took the name at this very instant."""
    try:
        yield
    except IntegrityError:
        _free_name(kind, name)
        raise


def _move(kind: Kind, label: Group | Tag, into: Group | Tag, start: int, end: int) -> int:
    """Some of the contacts of `label` get `into` instead. Two who join the same two the other way round take turns."""
    with db.atomic():
        both = kind.model.fetch_all(f"WHERE id IN (?, ?) ORDER BY id{hold()}", label.id, into.id)
        if len(both) != 2:
            raise Refused("into", gone(kind))
        joined = run(_of(JOIN, kind), into.id, label.id, start, end).rowcount
        run(_of(EMPTY, kind), label.id, start, end)
    return joined


def _refuse_used(kind: Kind, label: Group | Tag, field: str, verb: str) -> None:
    if title := used_by(kind, label.id):
        this = "este" if kind.article == "o" else "esta"
        raise Refused(
            field,
            f"A mensagem agendada “{title}” vai para {this} {kind.one}. "
            f"Mude o público dela ou cancele a mensagem antes de {verb}.",
        )


def _remove(kind: Kind, label: Group | Tag) -> int:
    lost = 0
    for start, end in _slices(kind, label):
        with db.atomic():
            lost += run(_of(EMPTY, kind), label.id, start, end).rowcount
    kind.model.delete().where(kind.model.id == label.id).execute()
    return lost


def _slices(kind: Kind, label: Group | Tag):
    """(after which contact, up to which one), over all that have the label."""
    start = 0
    while True:
        end, count = run(_of(NEXT, kind), label.id, start, SLICE).fetchone()
        if not count:
            return
        yield start, end
        start = end


def _of(statement: str, kind: Kind) -> str:
    return statement.format(link=kind.link, column=kind.column)


def _record(kind: Kind, name: str, field: str, before: str, after: str, by: User, now: datetime) -> None:
    record_change(by, f"{kind.title} {name}", field, before, after, now, area="contacts")
