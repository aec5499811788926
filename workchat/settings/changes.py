"""What colleagues changed: the lines of history of an area, and what they saved while somebody was typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from workchat.accounts.models import AuditEntry, User


@dataclass(frozen=True)
class Clash:
    """One field that a colleague saved meanwhile: what it says now, and what was typed here."""

    label: str
    who: str
    at: datetime | None
    now: str
    typed: str


def entries(area: str, *conditions: object):
    """The lines of an area, newest first, each with its person."""
    if area in ("contacts", "portal"):  # what became of one contact, or of one pass, is no change of the tab
        conditions = (*conditions, AuditEntry.subject == "")
    query = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER).where(AuditEntry.area == area, *conditions)
    return query.order_by(AuditEntry.id.desc())


def clashes_in(area: str, mine: Mapping[str, str], *conditions: object) -> list[Clash]:
    """The newest word of each field among these lines, beside `mine` (label -> what was typed); never empty."""
    found: dict[str, Clash] = {}
    for line in entries(area, *conditions):
        who = line.user.name if line.user else "Alguém"
        found.setdefault(line.field, Clash(line.field, who, line.at, line.after, mine.get(line.field, "")))
    return list(found.values()) or [Clash("", "Alguém", None, "", "")]
