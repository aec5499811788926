"""What a phone shows: each bubble in words, with the buttons that can be pressed and what it answers."""

import hashlib
from dataclasses import dataclass, field

from peewee import fn

from workchat.contacts.rules import format_phone
from workchat.simulator import school_templates
from workchat.simulator.fill_template import header_file
from workchat.simulator.models import Bubble, Phone, SimulatedMedia, conversation
from workchat.simulator.rules import MEDIA
from workchat.text.markup import to_plain

ATTACHMENTS = {
    "image": ("image", "Foto"), "document": ("file-text", "Documento"), "audio": ("mic", "Mensagem de voz"),
    "video": ("video", "Vídeo"), "sticker": ("smile", "Figurinha"), "location": ("map-pin", "Localização"),
    "contacts": ("contact", "Contato"),
}  # fmt: skip
QUOTED = 80  # characters of what is answered
LISTED = 100  # people beside the phone; tests and demonstrations may add hundreds
PICTURES = ("image/jpeg", "image/png")


@dataclass(frozen=True)
class Shown:
    """A bubble ready for the page. `buttons`: (id, title). `attachment`: (icon, words) of a file or place.

    `file`: what the school uploaded for it, its content not read.
    """

    row: Bubble
    text: str
    attachment: tuple[str, str] | None
    buttons: list[tuple[str, str]]
    quote: str
    file: SimulatedMedia | None = None

    @property
    def is_picture(self) -> bool:
        return self.file is not None and self.file.mime in PICTURES


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
    more: int = 0  # people who are not listed


def screen(open_phone: Phone) -> Screen:
    """The list of people and the conversation of the open one."""
    people, rows = _people(open_phone), conversation(open_phone)
    texts = {row.wa_id: row.text or _attachment(row, "…") for row in rows}
    files = _files(rows)
    bubbles = [_shown(row, texts, files.get(_media_id(row))) for row in rows]
    told = [(one.phone.id, one.known_by, one.unread, one.last) for one in people]
    told.append([(row.id, row.status) for row in rows])
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    return Screen(people, bubbles, digest, Phone.select().count() - len(people))


def _people(open_phone: Phone) -> list[Listed]:
    """The first ones, and always the open one."""
    listed = list(Phone.select().order_by(Phone.id).limit(LISTED))
    listed += [] if open_phone in listed else [open_phone]
    counted = Bubble.select(Bubble.phone, fn.COUNT(Bubble.id)).where(Bubble.unread).group_by(Bubble.phone).tuples()
    shown = Bubble.phone.in_([phone.id for phone in listed])
    unread, newest = dict(counted), Bubble.select(fn.MAX(Bubble.id)).where(shown).group_by(Bubble.phone)
    rows = Bubble.select().where(Bubble.id.in_(newest))
    last = {row.phone_id: to_plain(row.text) or _attachment(row, "") for row in rows}
    return [Listed(phone, _known_by(phone), unread.get(phone.id, 0), last.get(phone.id, "")) for phone in listed]


def _known_by(phone: Phone) -> str:
    return phone.username if phone.has_username else format_phone(phone.wa_id)


def _attachment(row: Bubble, otherwise: str) -> str:
    return ATTACHMENTS.get(row.body["type"], ("", otherwise))[1]


def _media_id(row: Bubble) -> str:
    """The id of the file that goes with a message of the school, in it or above a template's text; "" without one."""
    kind = row.body["type"]
    if not row.from_school or kind not in (*MEDIA, "template"):
        return ""
    above = header_file(row.body[kind].get("components", [])) if kind == "template" else (kind, row.body[kind])
    return str(above[1].get("id") or "") if above else ""


def _files(rows: list[Bubble]) -> dict[str, SimulatedMedia]:
    """Media id -> the file, without its content."""
    columns = (SimulatedMedia.id, SimulatedMedia.media_id, SimulatedMedia.mime, SimulatedMedia.filename)
    wanted = {_media_id(row) for row in rows} - {""}
    return {file.media_id: file for file in SimulatedMedia.select(*columns).where(SimulatedMedia.media_id.in_(wanted))}


def _of_school(row: Bubble) -> tuple[str, str] | None:
    """The icon and the words of what is above a message: of a document, the name that the phone shows."""
    kind, part = row.body["type"], row.body[row.body["type"]]
    if kind == "template":
        kind, part = header_file(part.get("components", [])) or ("", {})
    icon, words = ATTACHMENTS.get(kind, ("", ""))
    return (icon, str(part.get("filename") or words) if kind == "document" else words) if icon else None


def _shown(row: Bubble, texts: dict[str, str], file: SimulatedMedia | None) -> Shown:
    kind = row.body["type"]
    quoted = texts.get((row.body.get("context") or {}).get("message_id", ""), "")
    text = f"Reagiu com {row.text}" if kind == "reaction" else row.text
    attachment = _of_school(row) if row.from_school else ATTACHMENTS.get(kind)
    buttons = _buttons(row) if row.from_school else []
    return Shown(row, text, attachment, buttons, to_plain(quoted)[:QUOTED], file)


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
