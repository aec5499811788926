"""What the pretended WhatsApp posts to the school: messages, ticks and changed numbers, in Meta's shapes. Pure.

Shapes: Meta's webhooks, Graph v25. Each function gives one `entry`; a body may hold many.
"""

import base64
import hashlib
import hmac
import json

from workchat.simulator.rules import Line, Person


def body(entries: list[dict]) -> bytes:
    """The bytes of a webhook as Meta writes them: compact, everything beyond ASCII escaped."""
    envelope = {"object": "whatsapp_business_account", "entry": entries}
    return json.dumps(envelope, separators=(",", ":"), ensure_ascii=True).encode()


def signature(secret: str, raw: bytes) -> str:
    """X-Hub-Signature-256 of these very bytes."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def message_entry(line: Line, person: Person, wamid: str, part: dict, at: int, quoted: str | None = None) -> dict:
    """A message of the person. `part` is {"type": kind, kind: {…}}, `at` seconds since 1970."""
    message = {**_sender(person), "id": wamid, "timestamp": str(at), **part}
    if quoted:
        message["context"] = {"from": line.display_phone, "id": quoted}
    return _entry(line, {"contacts": [_contact(person)], "messages": [message]})


def changed_number_entry(line: Line, before: Person, after: Person, wamid: str, at: int) -> dict:
    """The person has another phone: a system message from the old one, without contacts."""
    system = {"type": "user_changed_number", "wa_id": after.wa_id, "user_id": after.bsuid}
    system["body"] = f"User {before.name} changed from {before.wa_id} to {after.wa_id}"
    message = {**_sender(before), "id": wamid, "timestamp": str(at), "type": "system", "system": system}
    return _entry(line, {"messages": [message]})


def status_entry(line: Line, person: Person, wamid: str, status: str, at: int, **more) -> dict:
    """A tick of a message of the school. `more`: key (ours, echoed), category (of the price), errors."""
    found = {"id": wamid, "status": status, "timestamp": str(at), "recipient_user_id": person.bsuid}
    if person.wa_id:
        found["recipient_id"] = person.wa_id
    if more.get("key"):
        found["biz_opaque_callback_data"] = more["key"]
    if more.get("errors"):  # Meta leaves contacts out of these
        return _entry(line, {"statuses": [{**found, "errors": more["errors"]}]})
    if more.get("category"):
        price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": more["category"]}
        found["pricing"] = price
    return _entry(line, {"contacts": [_contact(person)], "statuses": [found]})


def sha256_of(content: bytes) -> str:
    """The sum of a file as Meta writes it: base64."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _entry(line: Line, value: dict) -> dict:
    metadata = {"display_phone_number": line.display_phone, "phone_number_id": line.phone_number_id}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {"id": line.account_id, "changes": [{"field": "messages", "value": value}]}


def _sender(person: Person) -> dict:
    return {"from": person.wa_id, "from_user_id": person.bsuid} if person.wa_id else {"from_user_id": person.bsuid}


def _contact(person: Person) -> dict:
    profile = {"name": person.name, **({"username": person.username} if person.username else {})}
    known = {"wa_id": person.wa_id} if person.wa_id else {}
    return {"profile": profile, **known, "user_id": person.bsuid}
