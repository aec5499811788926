"""What an address, or a form that carries it on, asks of the list of contacts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import g

from workchat.contacts import labels
from workchat.contacts.search_token import open_search
from workchat.contacts.wanted import SORTS, STATES, Wanted
from workchat.db import BIGGEST


@dataclass(frozen=True)
class Asked:
    """`place`: the same as parts of an address, without what is at its first choice."""

    wanted: Wanted
    place: dict[str, str | int]
    stale: bool  # the search was sealed with a key that is gone, or by somebody else


def read(given: Mapping[str, str]) -> Asked:
    """Whatever is not one of the choices counts as not chosen."""
    token = given.get("find", "")
    typed = open_search(token, g.user.id) if token else ""
    states = {name: given.get(name, "") for name in STATES}
    chosen = {
        "group": row_id(given.get("group")),
        "tag": row_id(given.get("tag")),
        **{name: value if value in STATES[name] else "" for name, value in states.items()},
        "sort": given["sort"] if given.get("sort") in SORTS else "name",
    }
    place = {name: value for name, value in chosen.items() if value and value != "name"}
    if typed:
        place["find"] = token
    return Asked(Wanted(typed=typed or "", **chosen), place, stale=typed is None)


def row_id(text: str | None) -> int:
    """An id from an address; 0 when no row can have it."""
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 11 else 0
    return number if number <= BIGGEST else 0


def choices(asked: Asked) -> dict[str, Any]:
    """What the filters offer, and which of it is chosen."""
    return {
        "wanted": asdict(asked.wanted),
        "filtered": asked.wanted.filters,
        "place": asked.place,
        "groups": labels.names(labels.GROUPS),
        "tags": labels.names(labels.TAGS),
        "states": STATES,
        "sorts": SORTS,
    }
