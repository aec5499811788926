"""One message from a person, as WhatsApp writes it, becomes one of ours. An unknown kind is `unsupported`."""

import json
from dataclasses import dataclass, field

from workchat.whatsapp.fields import Missing, chosen, clean, digits, moment, name, table, tables, text, whole
from workchat.whatsapp.updates import IncomingMedia, IncomingMessage, NumberChanged

NUMBER_CHANGES = ("user_changed_number", "customer_changed_number", "user_changed_user_id")
MEDIA = ("image", "document", "audio", "video", "sticker")


@dataclass(frozen=True, slots=True)
class Source:
    """Where an update came from, and what its change said beside it. `contact` is the sender's."""

    account_id: str | None
    phone_number_id: str | None
    contact: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)


def read_message(raw: dict, source: Source) -> IncomingMessage | NumberChanged:
    """Meta's `messages[]` item. Missing when it has no id, no sender, or arrived for no number of ours."""
    system = table(raw.get("system"))
    if raw.get("type") == "system" and system.get("type") in NUMBER_CHANGES and _new_identity(system):
        return _number_changed(raw, system, source)
    message_id, phone_number_id = name(raw.get("id")), source.phone_number_id
    if not message_id or not phone_number_id:
        raise Missing("A mensagem veio sem identificação.")
    found = _in_its_place(raw, _shape(raw, source.errors))
    return IncomingMessage(
        phone_number_id=phone_number_id, account_id=source.account_id, id=message_id, at=moment(raw.get("timestamp")),
        raw_type=name(raw.get("type")) or "unknown", quoted_id=name(table(raw.get("context")).get("id")),
        **_sender(raw, source.contact), **found,
    )  # fmt: skip


def _sender(raw: dict, contact: dict) -> dict:
    profile = table(contact.get("profile"))
    sender = {
        "wa_id": digits(raw.get("from")) or digits(contact.get("wa_id")),
        "bsuid": name(raw.get("from_user_id")) or name(contact.get("user_id")),
        "parent_bsuid": name(raw.get("from_parent_user_id")) or name(contact.get("parent_user_id")),
        "profile_name": name(profile.get("name")),
        "username": name(profile.get("username")) or name(contact.get("username")),
    }
    if not sender["wa_id"] and not sender["bsuid"]:
        raise Missing("A mensagem veio sem remetente.")
    return sender


def _in_its_place(raw: dict, found: dict) -> dict:
    """What was found, with what surrounds it: forwarded, came from an advertisement, said in a group."""
    details = dict(found.get("details", {}))
    context, group = table(raw.get("context")), name(raw.get("group_id"))
    if context.get("forwarded") or context.get("frequently_forwarded"):
        details["forwarded"] = True
    if table(raw.get("referral")):
        details["referral"] = clean(raw["referral"])
    if group:
        details |= {"group_id": group, "kind": found["kind"]}
    return {**found, "kind": "group" if group else found["kind"], "details": details}


def _new_identity(system: dict) -> bool:
    return any(name(system.get(key)) for key in ("wa_id", "new_wa_id", "user_id"))


def _number_changed(raw: dict, system: dict, source: Source) -> NumberChanged:
    old_wa_id = digits(raw.get("from")) or digits(system.get("customer"))
    new_wa_id = digits(system.get("wa_id")) or digits(system.get("new_wa_id"))
    old_bsuid, new_bsuid = name(raw.get("from_user_id")), name(system.get("user_id"))
    if not old_wa_id and not old_bsuid:
        raise Missing("Uma troca de número veio sem o número antigo.")
    return NumberChanged(
        source.phone_number_id, source.account_id, name(raw.get("id")), moment(raw.get("timestamp")),
        old_wa_id, old_bsuid if old_bsuid != new_bsuid else None, new_wa_id, new_bsuid,
    )  # fmt: skip


def _shape(raw: dict, errors=()) -> dict:
    """kind, text, button_id, media and details of a message, without who sent it."""
    raw_type = name(raw.get("type")) or ""
    reader = _media if raw_type in MEDIA else _READERS.get(raw_type)
    part = raw.get(raw_type)
    shaped = reader(part, raw_type) if reader and part is not None else None
    return shaped or _unsupported(raw, errors)


def _text(part, _kind) -> dict | None:
    body = text(table(part).get("body"))
    return None if body is None else {"kind": "text", "text": body}


def _media(part, kind) -> dict | None:
    part = table(part)
    media = IncomingMedia(
        id=name(part.get("id")), mime=name(part.get("mime_type")) or "application/octet-stream",
        sha256=name(part.get("sha256")), filename=name(part.get("filename")), caption=text(part.get("caption")),
        voice=part.get("voice") is True, url=name(part.get("url")),
    )  # fmt: skip
    return {"kind": kind, "text": media.caption, "media": media} if media.id or media.url else None


def _location(part, _kind) -> dict:
    return {"kind": "location", "details": chosen(part, "latitude", "longitude", "name", "address", "url")}


def _contacts(part, _kind) -> dict:
    people = tables(part)
    asked = any(person.get("origin") == "contact_request" for person in people)
    return {"kind": "contacts", "details": {"contacts": clean(people), "asked": asked}}


def _reaction(part, _kind) -> dict:
    emoji = text(table(part).get("emoji")) or ""
    return {"kind": "reaction", "details": {"target": _target(part, "message_id"), "emoji": emoji}}


def _button(part, _kind) -> dict:
    part = table(part)
    return {"kind": "button", "text": text(part.get("text")), "button_id": text(part.get("payload"))}


def _interactive(part, _kind) -> dict | None:
    part = table(part)
    for key in ("button_reply", "list_reply"):
        if table(part.get(key)):
            return {"kind": "button", "text": text(part[key].get("title")), "button_id": text(part[key].get("id"))}
    return _form(part["nfm_reply"]) if table(part.get("nfm_reply")) else None


def _form(part: dict) -> dict:
    written = text(part.get("response_json"))
    try:
        answers = json.loads(written or "")
    except (ValueError, RecursionError):
        answers = None
    answers = clean(answers) if isinstance(answers, dict) else None
    details = {"name": name(part.get("name")), "answers": answers, "response_json": written}
    return {"kind": "form", "text": text(part.get("body")), "details": details}


def _edit(part, _kind) -> dict:
    target = _target(part, "original_message_id")
    inner = _shape(table(table(part).get("message")))
    details = {**inner.get("details", {}), "target": target}
    return {"kind": "edit", "text": inner.get("text"), "media": inner.get("media"), "details": details}


def _revoke(part, _kind) -> dict:
    return {"kind": "revoke", "details": {"target": _target(part, "original_message_id")}}


def _target(part, key: str) -> str:
    target = name(table(part).get(key))
    if not target:
        raise Missing("A atualização não diz a que mensagem se refere.")
    return target


def _system(part, _kind) -> dict:
    part = table(part)
    return {"kind": "system_other", "text": text(part.get("body")), "details": {"system_type": name(part.get("type"))}}


def _unsupported(raw: dict, errors) -> dict:
    reported = tables(raw.get("errors")) or tables(errors)
    code = whole(reported[0].get("code")) if reported else None
    details = {"error_code": code, "unsupported_type": name(table(raw.get("unsupported")).get("type"))}
    return {"kind": "unsupported", "details": details}


_READERS = {
    "text": _text, "location": _location, "contacts": _contacts, "reaction": _reaction, "button": _button,
    "interactive": _interactive, "edit": _edit, "revoke": _revoke, "system": _system,
}  # fmt: skip
