"""What WhatsApp accepts from a school: every limit of a message, as Meta checks it before taking it. Pure.

Shapes and limits: Meta's Cloud API, messages, Graph v25. Lengths in UTF-16 units, the strictest reading.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.simulator.interactive import check_interactive
from workchat.simulator.limits import one_of, required, text_within, whole_object, within
from workchat.simulator.refusals import Wrong

WINDOW = timedelta(hours=24)
KEY_LIMIT, TEXT_LIMIT, CAPTION_LIMIT = 512, 4096, 1024
MEDIA = ("image", "video", "document", "audio", "sticker")
CAPTIONED = ("image", "video", "document")
MUST_BE_TYPE = "Param type must be one of {AUDIO, DOCUMENT, IMAGE, INTERACTIVE, REACTION, STICKER, TEMPLATE, TEXT}"


@dataclass(frozen=True)
class Line:
    """The school's number, as Meta names it in every webhook."""

    phone_number_id: str
    account_id: str
    display_phone: str


@dataclass(frozen=True)
class Person:
    """Who is at the other end. `wa_id` None: keeps the phone private, known by a user name only."""

    name: str
    bsuid: str
    wa_id: str | None
    username: str | None = None


def check(body: dict) -> str:
    """The kind of message that a body holds: one of KINDS, or "read".

    :raises Wrong: with the code that Meta answers for the first thing that is not as it must be.
    """
    if body.get("messaging_product") != "whatsapp":
        raise Wrong(100, "The parameter messaging_product is required.")
    if "status" in body:
        return _check_read(body)
    _check_address(body)
    kind = body.get("type", "text")
    if kind not in KINDS:
        raise Wrong(100, MUST_BE_TYPE)
    KINDS[kind](whole_object(body, kind), kind)
    return kind


def in_window(last_wrote_at: datetime | None, now: datetime) -> bool:
    """Whether the person wrote in the last 24 hours: outside, only templates go (131047)."""
    return last_wrote_at is not None and now - last_wrote_at < WINDOW


def said_in(body: dict) -> str:
    """The words that the phone shows of a message of the school; templates are filled elsewhere."""
    kind = body.get("type", "text")
    part = body.get(kind) or {}
    if kind == "text":
        return part["body"]
    if kind == "interactive":
        return part.get("body", {}).get("text", "")
    return part.get("caption", "") or part.get("emoji", "")


def _check_read(body: dict) -> str:
    if body["status"] != "read":
        raise Wrong(100, "Param status must be one of {READ}")
    required(body, "message_id")
    indicator = body.get("typing_indicator")
    if indicator is not None and indicator != {"type": "text"}:
        raise Wrong(131009, "Param typing_indicator['type'] must be one of {TEXT}")
    return "read"


def _check_address(body: dict) -> None:
    if body.get("recipient_type", "individual") != "individual":
        raise Wrong(100, "Param recipient_type must be one of {INDIVIDUAL}")
    if not body.get("to") and not body.get("recipient"):
        raise Wrong(100, "The parameter to is required.")
    for name in ("to", "recipient"):
        if name in body and not isinstance(body[name], str):
            raise Wrong(100, f"Param {name} must be a string.")
    key = body.get("biz_opaque_callback_data")
    if key is not None:
        within(key, "biz_opaque_callback_data", KEY_LIMIT, 131009)
    if "context" in body:
        required(whole_object(body, "context"), "message_id")


def _check_text(part: dict, _kind: str) -> None:
    text_within(part, "body", TEXT_LIMIT, 100)


def _check_template(part: dict, _kind: str) -> None:
    required(part, "name")
    required(whole_object(part, "language"), "code")
    components = part.get("components", [])
    if not isinstance(components, list) or not all(isinstance(item, dict) for item in components):
        raise Wrong(100, "Param template['components'] must be an array.")
    for component in components:
        one_of(component, "type", ("header", "body", "button"))
        parameters = component.get("parameters", [])
        if not isinstance(parameters, list) or not all(isinstance(item, dict) for item in parameters):
            raise Wrong(100, "Param template['components']['parameters'] must be an array.")


def _check_media(part: dict, kind: str) -> None:
    if bool(part.get("id")) == bool(part.get("link")):
        raise Wrong(131009, f"{kind}: exactly one of id and link is required.")
    if part.get("link") and not re.match(r"https?://[^/\s]+", str(part["link"])):
        raise Wrong(131009, f"{kind}['link'] is not a valid URI.")
    if "caption" in part:
        if kind not in CAPTIONED:
            raise Wrong(100, f"Unexpected key \"caption\" on param '{kind}'.")
        text_within(part, "caption", CAPTION_LIMIT, 131009)


def _check_reaction(part: dict, _kind: str) -> None:
    required(part, "message_id")
    if not isinstance(part.get("emoji"), str):
        raise Wrong(131008, "Required parameter is missing: reaction['emoji']")
    if len(part["emoji"]) > 10 or part["emoji"].isascii() and part["emoji"]:
        raise Wrong(131009, "reaction['emoji'] is not a single emoji.")


KINDS: dict[str, Callable[[dict, str], None]] = {
    "text": _check_text,
    "template": _check_template,
    "interactive": lambda part, _kind: check_interactive(part),
    "reaction": _check_reaction,
    **dict.fromkeys(MEDIA, _check_media),
}
