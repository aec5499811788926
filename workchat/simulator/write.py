"""An invented person writes to the school, presses a button, or sends a file."""

import secrets
from datetime import datetime

from workchat.db import timestamp
from workchat.simulator import wire
from workchat.simulator.accept import new_wamid
from workchat.simulator.models import Bubble, Phone, heard, line_of
from workchat.simulator.samples import samples
from workchat.whatsapp.models import Number

MEDIA_PREFIX = {"image": "71", "document": "72", "audio": "73", "sticker": "74"}
PLACE = {"latitude": -23.55052, "longitude": -46.633308, "name": "Praça da Sé", "address": "Centro, São Paulo"}
FRIEND = {
    "name": {"formatted_name": "Vó Cida", "first_name": "Cida"},
    "phones": [{"phone": "+55 11 99000-0009", "wa_id": "5511990000009", "type": "CELL"}],
}


def write(number: Number, phone: Phone, part: dict, now: datetime, quoted: str | None = None) -> list[dict]:
    """Put a message of the person on their phone, and give the webhook of it. `part` comes from a function below."""
    wamid = new_wamid()
    shown = {**part, **({"context": {"message_id": quoted}} if quoted else {})}
    Bubble.create(phone=phone, wa_id=wamid, from_school=False, body=shown, text=said(part), status="sent", at=now)
    if part["type"] != "reaction":
        heard(phone, now)
    return [wire.message_entry(line_of(number), phone.person, wamid, part, timestamp(now), quoted)]


def text(body: str) -> dict:
    return {"type": "text", "text": {"body": body}}


def press(bubble: Bubble, button_id: str, title: str) -> dict:
    """The answer of a button of ours; template buttons answer in a shape of their own."""
    if bubble.body["type"] == "template":
        return {"type": "button", "button": {"payload": button_id, "text": title}}
    kind = "list_reply" if bubble.body["interactive"]["type"] == "list" else "button_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": button_id, "title": title}}}


def reaction(target: str, emoji: str) -> dict:
    return {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}


def location() -> dict:
    return {"type": "location", "location": PLACE}


def shared_contact() -> dict:
    return {"type": "contacts", "contacts": [FRIEND]}


def media(kind: str, caption: str = "") -> dict:
    """A file of that kind: image, document, audio or sticker."""
    sample = samples()[kind]
    found = {"id": MEDIA_PREFIX[kind] + str(secrets.randbelow(10**13)).zfill(13), "mime_type": sample.mime}
    found["sha256"] = wire.sha256_of(sample.content)
    if sample.filename and kind == "document":
        found["filename"] = sample.filename
    if kind == "audio":
        found["voice"] = True
    if caption and kind in ("image", "document"):
        found["caption"] = caption
    return {"type": kind, kind: found}


def said(part: dict) -> str:
    """The words that a bubble of the person shows."""
    kind = part["type"]
    inner = part[kind]
    if kind == "text":
        return inner["body"]
    if kind == "button":
        return inner["text"]
    if kind == "interactive":
        return inner[inner["type"]]["title"]
    return inner.get("caption") or inner.get("emoji", "") if isinstance(inner, dict) else ""
