"""What Meta would post to the school: webhook bodies with its disorder, and their signature. Marta writes."""

import hashlib
import hmac
import itertools
import json

ACCOUNT, NUMBER = "100200300", "555000111"
MARTA, MARTA_ID, MARTA_NAME = "5511999990000", "BR.1502576394655843", "Marta Souza"
AT = 1_790_000_000  # 2026-09-21 14:13:20 UTC
_serial = itertools.count(1)


def wamid() -> str:
    """A message id that no other test has."""
    return f"wamid.T{next(_serial):08d}"


def raw(envelope: dict) -> bytes:
    """The bytes as Meta writes them: compact, non-ASCII escaped."""
    return json.dumps(envelope, separators=(",", ":")).encode()


def sign(secret: str, body: bytes) -> str:
    """The X-Hub-Signature-256 of a body."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def entry(*changes: dict, account: str = ACCOUNT, **keys) -> dict:
    return {"id": account, "changes": list(changes), **keys}


def envelope(*entries: dict) -> dict:
    return {"object": "whatsapp_business_account", "entry": list(entries)}


def change(number: str | None = NUMBER, field: str = "messages", **value) -> dict:
    """One change of a number; `value` brings messages, statuses, contacts, errors…"""
    metadata = {"display_phone_number": "551133330000", "phone_number_id": number}
    around = {"messaging_product": "whatsapp", **({"metadata": metadata} if number else {})}
    return {"field": field, "value": {**around, **value}}


def contact(wa_id: str | None = MARTA, user_id: str | None = MARTA_ID, name: str | None = MARTA_NAME, **keys) -> dict:
    found = {"wa_id": wa_id, "user_id": user_id, "profile": {"name": name} if name else None, **keys}
    return {key: value for key, value in found.items() if value is not None}


def message(kind: str, part=None, *, sender=MARTA, user_id=MARTA_ID, id=None, at=AT, **keys) -> dict:
    """One `messages[]` item; None leaves a key out."""
    found = {"from": sender, "from_user_id": user_id, "id": id or wamid(), "timestamp": str(at), "type": kind}
    found |= {kind: part, **keys}
    return {key: value for key, value in found.items() if value is not None}


def status(id: str, state: str, *, at=AT, wa_id: str | None = MARTA, user_id=None, key=None, **keys) -> dict:
    """One `statuses[]` item; None leaves a key out."""
    found = {"id": id, "status": state, "timestamp": str(at), "recipient_id": wa_id, "recipient_user_id": user_id}
    found |= {"biz_opaque_callback_data": key, **keys}
    return {key: value for key, value in found.items() if value is not None}


def posted(*messages: dict, contacts=None, number=NUMBER, **value) -> dict:
    """A whole body with these messages of Marta's."""
    whose = [contact()] if contacts is None else contacts
    named = {"contacts": whose} if whose else {}
    return envelope(entry(change(number, **named, messages=list(messages), **value)))


def ticked(*statuses: dict, contacts=None, number=NUMBER) -> dict:
    """A whole body with these statuses."""
    named = {"contacts": contacts} if contacts else {}
    return envelope(entry(change(number, **named, statuses=list(statuses))))


def text(body: str, **keys) -> dict:
    return message("text", {"body": body}, **keys)


def image(media_id="MID1", caption=None, **keys) -> dict:
    part = {"id": media_id, "mime_type": "image/jpeg", "sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}
    return message("image", {**part, **({"caption": caption} if caption else {})}, **keys)


def document(media_id="MID2", filename="rg.pdf", **keys) -> dict:
    part = {"id": media_id, "mime_type": "application/pdf", "sha256": "abc=", "filename": filename}
    return message("document", part, **keys)


def audio(media_id="MID3", **keys) -> dict:
    part = {"id": media_id, "mime_type": "audio/ogg; codecs=opus", "sha256": "abc=", "voice": True}
    return message("audio", part, **keys)


def button_reply(button_id: str, title: str, quoted="wamid.Q", **keys) -> dict:
    part = {"type": "button_reply", "button_reply": {"id": button_id, "title": title}}
    return message("interactive", part, context={"from": "551133330000", "id": quoted}, **keys)


def list_reply(row_id: str, title: str, **keys) -> dict:
    return message("interactive", {"type": "list_reply", "list_reply": {"id": row_id, "title": title}}, **keys)


def flow_reply(response_json: str, **keys) -> dict:
    part = {"name": "flow", "body": "Sent", "response_json": response_json}
    return message("interactive", {"type": "nfm_reply", "nfm_reply": part}, **keys)


def quick_reply(payload: str, label: str, **keys) -> dict:
    return message("button", {"payload": payload, "text": label}, **keys)


def location(**keys) -> dict:
    part = {"latitude": -23.5, "longitude": -46.6, "name": "Escola", "address": "Rua das Flores, 10"}
    return message("location", part, **keys)


def shared_contacts(**keys) -> dict:
    person = {"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+55 11 98888-0000", "wa_id": "5511988880000"}]}
    return message("contacts", [{**person, "origin": "contact_request"}], **keys)


def reaction(target: str, emoji: str | None = "👍", **keys) -> dict:
    return message("reaction", {"message_id": target, **({"emoji": emoji} if emoji is not None else {})}, **keys)


def edit(target: str, body: str, **keys) -> dict:
    inner = {"type": "text", "text": {"body": body}}
    return message("edit", {"original_message_id": target, "message": inner}, **keys)


def revoke(target: str, **keys) -> dict:
    return message("revoke", {"original_message_id": target}, **keys)


def changed_number(new_wa_id: str, new_user_id: str | None = "BR.456", **keys) -> dict:
    part = {"type": "user_changed_number", "wa_id": new_wa_id, "user_id": new_user_id, "body": "User Marta changed"}
    return message("system", {key: value for key, value in part.items() if value}, **keys)


def unsupported(code: int = 131051, inner: str = "poll", **keys) -> dict:
    error = {"code": code, "title": "Message type unknown", "message": "x", "error_data": {"details": "x"}}
    return message("unsupported", {"type": inner}, errors=[error], **keys)


def failed(id: str, code: int = 131026, details="Message undeliverable", **keys) -> dict:
    error = {"code": code, "title": "Failed", "message": "Failed", "error_data": {"details": details}}
    return status(id, "failed", errors=[error], **keys)


def template_status(name="aviso", event="APPROVED", **value) -> dict:
    part = {"event": event, "message_template_id": 1, "message_template_name": name, "reason": "NONE"}
    part |= {"message_template_language": "pt_BR", "message_template_category": "UTILITY", **value}
    return envelope(entry({"field": "message_template_status_update", "value": part}, time=AT))
