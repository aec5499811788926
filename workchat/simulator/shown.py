"""What a phone shows: each bubble in words, with the buttons that can be pressed and what it answers."""

import hashlib
from dataclasses import dataclass, field

from peewee import fn

from workchat.contacts.rules import format_phone
from workchat.simulator import school_templates
from workchat.simulator.models import Bubble, Phone, conversation
from workchat.text.markup import to_plain

ATTACHMENTS = {
    "image": ("image", "Foto"), "document": ("file-text", "Documento"), "audio": ("mic", "Mensagem de voz"),
    "video": ("video", "Vídeo"), "sticker": ("smile", "Figurinha"), "location": ("map-pin", "Localização"),
    "contacts": ("contact", "Contato"),
}  # fmt: skip
QUOTED = 80  # characters of what is answered


@dataclass(frozen=True)
class Shown:
    """A bubble ready for the page. `buttons`: (id, title). `attachment`: (icon, words) of a file or place."""

    row: Bubble
    text: str
    attachment: tuple[str, str] | None
    buttons: list[tuple[str, str]]
    quote: str


@dataclass(frozen=True)
class Listed:
    """A person in the list, with how many messages they have not seen, and the last one's words."""

    phone: Phone
    known_by: str
    unread: int
    last: str


@dataclass(frozen=True)
class Screen:
    """Everything that changes by itself on the page; `digest` tells whether it did."""

    people: list[Listed]
    bubbles: list[Shown] = field(default_factory=list)
    digest: str = ""


def screen(open_phone: Phone) -> Screen:
    """The list of people and the conversation of the open one."""
    people, rows = _people(), conversation(open_phone)
    texts = {row.wa_id: row.text or _attachment(row, "…") for row in rows}
    bubbles = [_shown(row, texts) for row in rows]
    told = [(one.phone.id, one.known_by, one.unread, one.last) for one in people]
    told.append([(row.id, row.status) for row in rows])
    return Screen(people, bubbles, hashlib.sha256(repr(told).encode()).hexdigest()[:16])


def _people() -> list[Listed]:
    counted = Bubble.select(Bubble.phone, fn.COUNT(Bubble.id)).where(Bubble.unread).group_by(Bubble.phone).tuples()
    unread, newest = dict(counted), Bubble.select(fn.MAX(Bubble.id)).group_by(Bubble.phone)
    rows = Bubble.select().where(Bubble.id.in_(newest))
    last = {row.phone_id: to_plain(row.text) or _attachment(row, "") for row in rows}
    return [
        Listed(phone, _known_by(phone), unread.get(phone.id, 0), last.get(phone.id, ""))
        for phone in Phone.select().order_by(Phone.id)
    ]


def _known_by(phone: Phone) -> str:
    return phone.username if phone.has_username else format_phone(phone.wa_id)


def _attachment(row: Bubble, otherwise: str) -> str:
    return ATTACHMENTS.get(row.body["type"], ("", otherwise))[1]


def _shown(row: Bubble, texts: dict[str, str]) -> Shown:
    kind = row.body["type"]
    quoted = texts.get((row.body.get("context") or {}).get("message_id", ""), "")
    text = f"Reagiu com {row.text}" if kind == "reaction" else row.text
    return Shown(row, text, ATTACHMENTS.get(kind), _buttons(row) if row.from_school else [], to_plain(quoted)[:QUOTED])


def _buttons(row: Bubble) -> list[tuple[str, str]]:
    if row.body["type"] == "template":
        return _template_buttons(row.body["template"])
    action = (row.body.get("interactive") or {}).get("action", {})
    replies = [(button["reply"]["id"], button["reply"]["title"]) for button in action.get("buttons", [])]
    rows = [(item["id"], item["title"]) for section in action.get("sections", []) for item in section["rows"]]
    return replies + rows


def _template_buttons(part: dict) -> list[tuple[str, str]]:
    """The payload comes with the sending; without one, a press brings the title (Meta)."""
    template = school_templates.find(part["name"], part["language"]["code"])
    titles = school_templates.buttons_of(template) if template else []
    payloads = {
        component.get("index"): component["parameters"][0].get("payload")
        for component in part.get("components", [])
        if component["type"] == "button" and component.get("parameters")
    }
    return [(payloads.get(str(place)) or title, title) for place, title in enumerate(titles)]
