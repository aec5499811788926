"""The small checks that every kind of message shares: something is there, is text, and is not too long. Pure."""

from workchat.simulator.refusals import Wrong
from workchat.whatsapp.compose import units


def whole_object(part: dict, name: str) -> dict:
    """The object under a key. 131008 when it is missing, 100 when it is something else."""
    if part.get(name) is None:
        raise Wrong(131008, f"Required parameter is missing: {name}")
    if not isinstance(part[name], dict):
        raise Wrong(100, f"Param {name} must be a JSON object.")
    return part[name]


def whole_list(part: dict, name: str, most: int, what: str) -> list[dict]:
    """The list of objects under a key, with 1 to `most` items."""
    if not part.get(name):
        raise Wrong(131008, f"Required parameter is missing: {name}")
    items = part[name]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Wrong(100, f"Param {name} must be an array.")
    if len(items) > most:
        raise Wrong(131009, f"Invalid {what} count. Min allowed {what}: 1, Max allowed {what}: {most}")
    return items


def required(part: dict, name: str) -> str:
    """The text under a key: there, and not empty."""
    value = part.get(name)
    if value is None or value == "":
        raise Wrong(131008, f"Required parameter is missing: {name}")
    if not isinstance(value, str):
        raise Wrong(100, f"Param {name} must be a string.")
    return value


def within(value: object, name: str, limit: int, code: int) -> str:
    """A text of 1 to `limit` UTF-16 units; `code` is what Meta answers when it is longer."""
    if not isinstance(value, str):
        raise Wrong(100, f"Param {name} must be a string.")
    if not value.strip() or units(value) > limit:
        raise Wrong(code, f"Param {name} length invalid. Min length: 1, Max length: {limit}")
    return value


def text_within(part: dict, name: str, limit: int, code: int = 131009) -> str:
    """The text under a key, there and within its limit."""
    required(part, name)
    return within(part[name], name, limit, code)


def optional_within(part: dict, name: str, limit: int) -> None:
    if part.get(name) is not None:
        text_within(part, name, limit)


def one_of(part: dict, name: str, allowed: tuple[str, ...]) -> str:
    value = required(part, name)
    if value not in allowed:
        raise Wrong(100, f"Param {name} must be one of {{{', '.join(word.upper() for word in allowed)}}}")
    return value


def all_different(values: list[str], what: str) -> None:
    if len(set(values)) < len(values):
        raise Wrong(131009, f"Duplicated {what} is not allowed.")
