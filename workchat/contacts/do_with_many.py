"""What can be done with many contacts at once: a tag or a group put on them, or taken from them."""

from collections.abc import Sequence
from datetime import datetime

from peewee import IntegrityError

from workchat.accounts.models import User
from workchat.accounts.rules import Refused
from workchat.contacts.labels import GROUPS, TAGS, Kind, find_by_name, find_or_make, gone, readable
from workchat.contacts.put_label import put_label, take_label

ACTIONS = {
    "put_tag": "Pôr uma tag",
    "take_tag": "Tirar uma tag",
    "put_group": "Pôr em um grupo",
    "take_group": "Tirar de um grupo",
    "xlsx": "Exportar para o Excel",
    "csv": "Exportar em CSV",
}
KINDS = {"tag": TAGS, "group": GROUPS}


def do_with_many(action: str, name: str, ids: Sequence[int], by: User, now: datetime) -> str:
    """Returns what happened, in words. A group or tag that does not exist yet is made when it is to be put.

    :raises Refused: when nobody is marked, or the name or the action cannot be.
    """
    what, _, of = action.partition("_")
    if of not in KINDS:
        raise Refused("action", "Escolha o que fazer.")
    if not ids:
        raise Refused("ids", "Marque pelo menos um contato.")
    kind = KINDS[of]
    return _put(kind, name, ids, by, now) if what == "put" else _take(kind, name, ids, by, now)


def _put(kind: Kind, name: str, ids: Sequence[int], by: User, now: datetime) -> str:
    label = find_or_make(kind, name, now)
    try:
        done = put_label(kind, label, ids, by, now)
    except IntegrityError:
        raise Refused("name", gone(kind)) from None
    return _told(kind, f"{label.name} post{kind.article} em", done, len(ids), "já tinha")


def _take(kind: Kind, name: str, ids: Sequence[int], by: User, now: datetime) -> str:
    label = find_by_name(kind, readable(kind, name))
    if label is None:
        raise Refused("name", f"Não existe {'um' if kind.article == 'o' else 'uma'} {kind.one} com este nome.")
    done = take_label(kind, label, ids, by, now)
    return _told(kind, f"{label.name} tirad{kind.article} de", done, len(ids), "não tinha")


def _told(kind: Kind, what: str, done: int, asked: int, rest: str) -> str:
    """Tag 7º B posta em 48 contatos; 3 já tinham."""
    others = asked - done
    told = f"{kind.title} {what} {done} {'contato' if done == 1 else 'contatos'}"
    return f"{told}; {others} {rest}{'m' if others > 1 else ''}." if others else f"{told}."
