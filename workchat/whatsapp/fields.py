"""Reading Meta's JSON without trusting it: a key may be absent, empty, of another type, or full of odd characters."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime

EARLIEST, LATEST = 1_230_768_000, 4_102_444_800  # 2009, when WhatsApp began, to 2100
MILLISECONDS = 100_000_000_000


class Missing(ValueError):
    """An update lacks what it cannot do without. The message is Portuguese and holds nothing personal."""


def text(value) -> str | None:
    """A string that every database takes: no NUL, no half surrogate. A whole number becomes its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\0", "")


def name(value) -> str | None:
    """A string that says something, without spaces around it; otherwise None."""
    return (text(value) or "").strip() or None


def digits(value) -> str | None:
    """The digits of a phone or wa_id, None when there are none."""
    return "".join(c for c in text(value) or "" if c in "0123456789") or None


def whole(value) -> int | None:
    """A whole number that came as a number or as its digits, within what a database column holds."""
    shown = name(value) or ""
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 16 else None


def moment(value) -> datetime | None:
    """Seconds since 1970, string or number (Meta uses both), as naive UTC. None when it is no believable time."""
    seconds = whole(value)
    if seconds and seconds > MILLISECONDS:
        seconds //= 1000
    if seconds is None or not EARLIEST <= seconds <= LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def table(value) -> dict:
    """The object itself, or an empty one when something else came."""
    return value if isinstance(value, dict) else {}


def rows(value) -> list:
    """The list itself, or an empty one when something else came."""
    return value if isinstance(value, list) else []


def tables(value) -> list[dict]:
    """The objects of a list; what is no object is left out."""
    return [row for row in rows(value) if isinstance(row, dict)]


def clean(value):
    """A copy of any JSON value whose strings and numbers every database takes."""
    if isinstance(value, dict):
        return {text(key): clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return text(value) if isinstance(value, str) else value


def chosen(value, *keys: str) -> dict:
    """The named keys of an object, cleaned; absent ones are None."""
    found = table(value)
    return {key: clean(found.get(key)) for key in keys}


def envelope(entry) -> dict:
    """A webhook body with one entry in it."""
    return {"object": "whatsapp_business_account", "entry": [entry]}


@dataclass(frozen=True, slots=True)
class Change:
    """One `changes[]` item with its entry: what a reader of one update needs around it."""

    account_id: str | None
    time: object
    field: str
    value: dict
    people: dict = field(default_factory=dict)

    @property
    def phone_number_id(self) -> str | None:
        return name(table(self.value.get("metadata")).get("phone_number_id"))

    def alone(self, **only) -> dict:
        """A whole envelope that holds nothing but this change, with only the given lists in it."""
        kept = {key: self.value[key] for key in ("messaging_product", "metadata", "contacts") if key in self.value}
        change = {"field": self.field, "value": {**kept, **only} if only else self.value}
        return envelope({"id": self.account_id, "time": self.time, "changes": [change]})
