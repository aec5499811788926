"""The school sends something: the pretended WhatsApp takes it, or says why not, and prepares the ticks."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from workchat.db import timestamp
from workchat.simulator import rules, school_templates, wire
from workchat.simulator.fill_template import fill_template, found_template, header_file
from workchat.simulator.models import Bubble, Faults, Phone, line_of
from workchat.simulator.refusals import LATER_CODES, Wrong, error_in_status
from workchat.simulator.take_file import check_file
from workchat.whatsapp.models import Number

UNDELIVERABLE, ASKED_FOR = "Message Undeliverable.", "Falha pedida no simulador."


@dataclass
class Accepted:
    """What to answer, and the webhooks that follow from it."""

    answer: dict
    entries: list[dict] = field(default_factory=list)


def new_wamid() -> str:
    return "wamid.HBgN" + secrets.token_urlsafe(24)


def accept(number: Number, body: dict, now: datetime) -> Accepted:
    """Take one call to /messages, inside the caller's transaction.

    :raises Wrong: with Meta's code when it is not taken.
    """
    kind = rules.check(body)
    if kind == "read":
        return _mark_read(body["message_id"])
    faults, asked = Faults.current(), Faults.take_failure()
    if asked and not (faults.fail_later or _says_later(*asked)):
        raise Wrong(asked[0], ASKED_FOR)
    phone = _recipient(number, body)
    text = _words(phone, kind, body, now)
    failure = asked[0] if asked else phone.fails_with
    if failure and not (asked or faults.fail_later or failure in LATER_CODES):
        raise Wrong(failure, ASKED_FOR)
    wamid = new_wamid()
    if faults.held and kind == "template":
        return Accepted(_answer(phone, body, wamid, "held_for_quality_assessment"))
    return _store(number, phone, body, text, now, wamid, failure)


def _says_later(code: int, left: int) -> bool:
    """Some refusals come as a `failed` status after all: every other one here."""
    return code in LATER_CODES and left % 2 == 1


def _recipient(number: Number, body: dict) -> Phone:
    """With both, `to` wins (Meta). Phones answer with and without the ninth digit."""
    to = re.sub(r"\D", "", body.get("to") or "")
    if to and to == number.display_phone:
        raise Wrong(131021, "Recipient phone number cannot be the sender phone number.")
    phone = Phone.dialled(to) if body.get("to") else Phone.get_or_none(Phone.bsuid == body["recipient"])
    if phone is None:
        raise Wrong(131026, UNDELIVERABLE)
    return phone


def _words(phone: Phone, kind: str, body: dict, now: datetime) -> str:
    """What the phone will show.

    :raises Wrong: when this may not be sent to this phone now.
    """
    quoted = (body.get("context") or {}).get("message_id") or (body.get("reaction") or {}).get("message_id")
    if quoted and not Bubble.select().where(Bubble.phone == phone, Bubble.wa_id == quoted).exists():
        raise Wrong(131009, "Message id is not valid for this conversation.")
    if kind == "template":
        return _template_words(body["template"])
    if kind in rules.MEDIA:
        check_file(kind, body[kind])
    if not rules.in_window(phone.last_wrote_at, now):
        raise Wrong(131047, "More than 24 hours have passed since the recipient last replied.")
    return rules.said_in(body)


def _template_words(part: dict) -> str:
    components = part.get("components", [])
    words = fill_template(found_template(part), components)
    if above := header_file(components):
        check_file(*above)
    return words


def _store(
    number: Number, phone: Phone, body: dict, text: str, now: datetime, wamid: str, failure: int | None
) -> Accepted:
    kind, key = body.get("type", "text"), body.get("biz_opaque_callback_data") or ""
    bubble = {"type": kind, kind: body[kind], **({"context": body["context"]} if "context" in body else {})}
    if not failure:
        Bubble.create(
            phone=phone, wa_id=wamid, from_school=True, body=bubble, text=text, key=key, status="delivered",
            unread=kind != "reaction", at=now,
        )  # fmt: skip
    return Accepted(_answer(phone, body, wamid), _ticks(number, phone, bubble, wamid, key, now, failure))


def _answer(phone: Phone, body: dict, wamid: str, status: str = "accepted") -> dict:
    """A send to a BSUID is answered without the phone; otherwise with its canonical form."""
    dialled = body.get("to")
    contact = {"input": dialled, "wa_id": phone.wa_id} if dialled else {"input": phone.bsuid, "user_id": phone.bsuid}
    message = {"id": wamid, **({"message_status": status} if body.get("type") == "template" else {})}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def _ticks(
    number: Number, phone: Phone, bubble: dict, wamid: str, key: str, now: datetime, failure: int | None
) -> list[dict]:
    line, at = line_of(number), timestamp(now)
    if failure:
        errors = [error_in_status(failure)]
        return [wire.status_entry(line, phone.person, wamid, "failed", at, key=key, errors=errors)]
    sent = wire.status_entry(line, phone.person, wamid, "sent", at, key=key, category=category(bubble))
    if bubble["type"] == "reaction":  # Meta: only `sent` follows a reaction
        return [sent]
    return [sent, wire.status_entry(line, phone.person, wamid, "delivered", at, key=key, category=category(bubble))]


def category(bubble: dict) -> str:
    """The category of its price: the template's, or service."""
    if bubble["type"] != "template":
        return "service"
    part = bubble["template"]
    found = school_templates.find(part["name"], part["language"]["code"])
    return found["category"].lower() if found else "utility"


def _mark_read(wamid: str) -> Accepted:
    """Blue ticks for what the person wrote, up to this message."""
    bubble = Bubble.get_or_none(Bubble.wa_id == wamid, ~Bubble.from_school)
    if bubble is None:
        raise Wrong(131009, "Message id is not valid.")
    mine = (Bubble.phone == bubble.phone_id) & ~Bubble.from_school & (Bubble.id <= bubble.id)
    Bubble.update(status="read").where(mine).execute()
    return Accepted({"success": True})
