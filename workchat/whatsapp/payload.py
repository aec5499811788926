"""What Meta posts to the school's webhook, read whole: every message and tick, and a bad one never costs the others.

Pure. Shapes: Meta's WhatsApp webhooks, Graph v21 to v26. One body may hold a thousand updates.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from workchat.whatsapp.fields import (
    Change,
    Missing,
    clean,
    digits,
    envelope,
    moment,
    name,
    rows,
    table,
    tables,
    text,
    whole,
)
from workchat.whatsapp.messages import Source, read_message
from workchat.whatsapp.notices import READERS, read_errors, read_preference, read_user_id
from workchat.whatsapp.updates import (  # re-exported: who reads a payload names its types from here
    AccountNotice,
    IncomingMedia,
    IncomingMessage,
    NumberChanged,
    Other,
    PreferenceChanged,
    StatusUpdate,
    TemplateChanged,
    Unreadable,
    Update,
)  # fmt: skip

__all__ = [
    "AccountNotice", "Arrived", "IncomingMedia", "IncomingMessage", "NotReadable", "NumberChanged", "Other",
    "PreferenceChanged", "StatusUpdate", "TemplateChanged", "Unreadable", "Update", "read", "read_each", "signature_ok",
]  # fmt: skip

UNKNOWN_SHAPE = "Não foi possível entender esta atualização do WhatsApp."


class NotReadable(ValueError):
    """The body is not a JSON object."""


def signature_ok(secret: str, raw: bytes, header: str | None) -> bool:
    """True when `X-Hub-Signature-256` is the HMAC-SHA256 of the raw bytes with the app secret. Constant time."""
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), (header or "").encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Arrived:
    """One update, and a way to write it as a whole envelope of its own: what is kept when it cannot be stored."""

    update: Update
    alone: Callable[[], dict]


def read(body: bytes) -> list[Update]:
    """Every update of a webhook body, in the order in which Meta wrote them. NotReadable when it is no JSON object."""
    return [arrived.update for arrived in read_each(body)]


def read_each(body: bytes) -> list[Arrived]:
    """As `read`, each update with the envelope that holds it alone."""
    try:
        posted = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotReadable("not JSON") from error
    if not isinstance(posted, dict):
        raise NotReadable("not a JSON object")
    if not isinstance(posted.get("entry"), list):
        return [_unreadable(posted)]
    return [arrived for entry in posted["entry"] for arrived in _entry(entry)]


def _unreadable(raw: dict) -> Arrived:
    return Arrived(Unreadable(None, UNKNOWN_SHAPE, raw), lambda: raw)


def _entry(entry) -> Iterator[Arrived]:
    if not isinstance(entry, dict) or not isinstance(entry.get("changes"), list):
        yield _unreadable(envelope(entry))
        return
    for change in entry["changes"]:
        if isinstance(change, dict) and isinstance(change.get("value"), dict):
            field = name(change.get("field")) or ""
            yield from _change(Change(name(entry.get("id")), entry.get("time"), field, change["value"]))
        else:
            yield _unreadable(envelope({**entry, "changes": [change]}))


def _change(change: Change) -> Iterator[Arrived]:
    """The updates of one change; each list inside is read item by item."""
    lists = _LISTS.get(change.field, {})
    found = {key: rows(change.value.get(key)) for key in lists if rows(change.value.get(key))}
    if not found:
        yield _arrived(change, _WHOLE.get(change.field, _other), change.value)
    change = replace(change, people=_people(change.value))
    for key, items in found.items():
        for item in items:
            yield _arrived(change, lists[key], item, key)


def _arrived(change: Change, reader: Callable, item, key: str | None = None) -> Arrived:
    return Arrived(_guarded(change, reader, item, key), partial(_alone, change, item, key))


def _guarded(change: Change, reader: Callable, item, key: str | None = None) -> Update:
    try:
        if not isinstance(item, dict):
            raise Missing(UNKNOWN_SHAPE)
        return reader(item, change)
    except Missing as error:
        words = str(error)
    except Exception:  # whatever Meta invents, a thousand other updates wait in this body
        words = UNKNOWN_SHAPE
    return Unreadable(change.phone_number_id, words, _alone(change, item, key))


def _alone(change: Change, item, key: str | None) -> dict:
    only = {} if key is None else {key: [item]}
    if key == "messages":
        only["contacts"] = [_contact_of(table(item), change)]
    if key and "errors" in change.value:
        only["errors"] = change.value["errors"]
    return change.alone(**only)


def _message(raw: dict, change: Change) -> Update:
    errors = rows(change.value.get("errors"))
    return read_message(raw, Source(change.account_id, change.phone_number_id, _contact_of(raw, change), errors))


def _people(value: dict) -> dict:
    """`contacts[]` by user id and by wa_id, once for a change: a thousand messages may share it.

    A wrong match would mix two families, so a lone contact serves a message without sender only when that is alone too.
    """
    contacts = tables(value.get("contacts"))
    people = {("wa_id", digits(contact.get("wa_id"))): contact for contact in contacts}
    people |= {("user_id", name(contact.get("user_id"))): contact for contact in contacts}
    people = {key: contact for key, contact in people.items() if key[1]}
    alone = len(contacts) == 1 and len(rows(value.get("messages"))) == 1
    return people | ({"lone": contacts[0]} if alone else {})


def _contact_of(raw: dict, change: Change) -> dict:
    user_id, wa_id = name(raw.get("from_user_id")), digits(raw.get("from"))
    found = change.people.get(("user_id", user_id)) or change.people.get(("wa_id", wa_id))
    return found or (change.people.get("lone", {}) if not user_id and not wa_id else {})


def _status(raw: dict, change: Change) -> Update:
    status_id, status, number = name(raw.get("id")), name(raw.get("status")), change.phone_number_id
    if not status_id or not status or not number:
        raise Missing("A confirmação de uma mensagem veio sem identificação.")
    error, pricing = (tables(raw.get("errors")) or [{}])[0], table(raw.get("pricing"))
    in_group = raw.get("recipient_type") == "group"
    return StatusUpdate(
        number, change.account_id, status_id, status, moment(raw.get("timestamp")),
        recipient_wa_id=None if in_group else digits(raw.get("recipient_id")),
        recipient_bsuid=name(raw.get("recipient_user_id")), key=text(raw.get("biz_opaque_callback_data")),
        error_code=whole(error.get("code")), error_text=_error_text(error),
        pricing_category=name(pricing.get("category")), pricing_type=name(pricing.get("type")),
    )  # fmt: skip


def _error_text(error: dict) -> str | None:
    extra = error.get("error_data")
    said = name(extra) or name(table(extra).get("details"))
    return said or name(error.get("message")) or name(error.get("title"))


def _messages_without_any(value: dict, change: Change) -> Update:
    return read_errors(value, change) if tables(value.get("errors")) else _other(value, change)


def _other(value: dict, change: Change) -> Update:
    return Other(change.field, change.phone_number_id, change.account_id, clean(value))


_LISTS = {
    "messages": {"messages": _message, "statuses": _status},
    "user_preferences": {"user_preferences": read_preference},
    "user_id_update": {"user_id_update": read_user_id},
}
_WHOLE = {"messages": _messages_without_any, **READERS}
