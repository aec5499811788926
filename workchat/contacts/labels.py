"""Groups and tags: two kinds of label that the school puts on contacts, with the same rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from peewee import IntegrityError

from workchat.accounts.rules import Refused, normal_name
from workchat.contacts.models import Group, Tag
from workchat.contacts.rules import find_cpfs, search_form
from workchat.db import db, run

LONGEST = 60  # characters of a name

# "draft" too: whoever opens it again must find the audience that they chose.
USED = """SELECT m.title FROM scheduled_message m JOIN audience_part p ON p.scheduled_message_id = m.id
WHERE p.kind = ? AND p.ref_id = ? AND m.state IN ('draft', 'scheduled', 'sending', 'paused') ORDER BY m.id LIMIT 1"""
COUNTED = """SELECT l.id, l.name, (SELECT COUNT(*) FROM {link} WHERE {column} = l.id) FROM {table} l"""


@dataclass(frozen=True)
class Kind:
    """Groups, or tags: the tables, and the words for people."""

    model: type
    table: str
    link: str  # which contacts have it
    column: str
    part: str  # of an audience, as in AudiencePart.kind
    path: str
    one: str
    many: str
    article: str  # o grupo, a tag

    @property
    def title(self) -> str:
        return self.one.capitalize()


GROUPS = Kind(Group, "contact_group", "group_member", "group_id", "group", "/contacts/groups", "grupo", "grupos", "o")
TAGS = Kind(Tag, "tag", "contact_tag", "tag_id", "tag", "/contacts/tags", "tag", "tags", "a")


class Label(NamedTuple):
    """A group or tag with the number of its contacts."""

    id: int
    name: str
    contacts: int


def labels(kind: Kind) -> list[Label]:
    """All of them, by name as people sort it."""
    rows = run(COUNTED.format(link=kind.link, column=kind.column, table=kind.table)).fetchall()
    return sorted((Label(*row) for row in rows), key=lambda label: search_form(label.name))


def count(kind: Kind, label_id: int) -> int:
    """How many contacts have it."""
    return run(f"SELECT COUNT(*) FROM {kind.link} WHERE {kind.column} = ?", label_id).fetchone()[0]  # noqa: S608


def names(kind: Kind) -> list[tuple[int, str]]:
    """(id, name) of all of them, without counting."""
    rows = run(f"SELECT id, name FROM {kind.table}").fetchall()  # noqa: S608 (names of our own tables)
    return sorted(map(tuple, rows), key=lambda row: search_form(row[1]))


def find_by_name(kind: Kind, name: str) -> Group | Tag | None:
    """Whichever accents and capitals it is written with."""
    wanted = search_form(name)
    same = [row_id for row_id, written in names(kind) if search_form(written) == wanted]
    return kind.model.fetch("WHERE id = ?", same[0]) if same else None


def find_or_make(kind: Kind, name: str, now: datetime) -> Group | Tag:
    """:raises Refused: when there is no name in what was typed, or too much of it."""
    name = readable(kind, name)
    try:
        with db.atomic():
            return find_by_name(kind, name) or kind.model.put(name=name, created_at=now)
    except IntegrityError:  # a colleague made it at this very instant
        return find_by_name(kind, name)


def readable(kind: Kind, typed: str) -> str:
    """:raises Refused: (field "name")"""
    name = normal_name(typed)
    if not search_form(name):
        raise Refused("name", f"Digite o nome d{kind.article} {kind.one}.")
    if set(name) & set(",;|"):
        raise Refused("name", "Não use vírgula, ponto e vírgula nem barra: eles separam os nomes nas planilhas.")
    if find_cpfs(name):
        raise Refused("name", f"O nome d{kind.article} {kind.one} tem um CPF dentro. Escolha outro.")
    if len(name) > LONGEST:
        raise Refused("name", f"Use no máximo {LONGEST} caracteres.")
    return name


def gone(kind: Kind) -> str:
    """Why nothing was done: a colleague was faster."""
    return f"{'Este grupo' if kind.article == 'o' else 'Esta tag'} não existe mais: alguém acabou de mudar isso."


def used_by(kind: Kind, label_id: int) -> str | None:
    """The title of a scheduled message, not sent to its end, whose audience names it."""
    found = run(USED, kind.part, label_id).fetchone()
    return found[0] if found else None
