"""What Meta answers when the school calls it, and the three ways in which a call can fail. Pure.

The difference decides whether a message may be sent again: Refused and NotSent surely did not leave; Uncertain may.
"""

import base64
import json
import re
from dataclasses import dataclass

from workchat.whatsapp.fields import name, table, tables, whole


class CloudError(Exception):
    """A call to WhatsApp that brought no answer that can be used."""


class Refused(CloudError):
    """Meta, or something before it, answered no: surely not accepted. `code` is None when the answer was not Meta's."""

    def __init__(self, code: int | None, http: int, text: str, details: str = ""):
        super().__init__(f"{code} (HTTP {http}) {text}")
        self.code, self.http, self.text, self.details = code, http, text, details


class NotSent(CloudError):
    """Surely never written: no address, no connection, no TLS, or no time left. `reason` is Portuguese."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Uncertain(CloudError):
    """It may have left: silence, a broken connection, or an answer that nobody can read. `reason` is Portuguese."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class TooLarge(CloudError):
    """A file larger than the `limit` in bytes that was asked for."""

    def __init__(self, limit: int):
        super().__init__(f"over {limit} bytes")
        self.limit = limit


class HostRefused(CloudError):
    """A download from where the token must not go."""

    def __init__(self, host: str):
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted, not delivered. `wa_id` is Meta's form of the number; `held`: kept back until Meta trusts the blast."""

    id: str
    wa_id: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class MediaUrl:
    """Where a file can be had for 5 minutes, with the token. `size` in bytes."""

    url: str
    mime: str
    sha256: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What was written: `size` in bytes, `sha256` in base64 as Meta writes it, `mime` as the server said."""

    size: int
    sha256: str
    mime: str

    def matches(self, sha256: str | None) -> bool:
        """Whether this is the file that Meta announced; its sum comes in base64 or hex. None: nothing to compare."""
        as_hex = base64.b64decode(self.sha256).hex()
        return sha256 is None or sha256.rstrip("=") == self.sha256.rstrip("=") or sha256.lower() == as_hex


def refusal(http: int, body: bytes) -> CloudError:
    """The error of an answer that is not 2xx. A 5xx that Meta did not sign may come after the message was taken."""
    error = table(_parsed(body).get("error"))
    code, extra = whole(error.get("code")), error.get("error_data")
    if code is None and http >= 500:
        return Uncertain(f"O WhatsApp respondeu com uma falha (HTTP {http}).")
    if code is None:
        return Refused(None, http, "Resposta que não é do WhatsApp.")
    return Refused(code, http, name(error.get("message")) or "", name(extra) or name(table(extra).get("details")) or "")


def answer(body: bytes) -> dict:
    """The JSON object of a 2xx. Uncertain when it is none."""
    found = _parsed(body)
    if not found:
        raise Uncertain("O WhatsApp respondeu algo que não foi possível ler.")
    return found


def sent(found: dict) -> Sent:
    """The answer to a send. Uncertain when it names no message."""
    message = (tables(found.get("messages")) or [{}])[0]
    contact = (tables(found.get("contacts")) or [{}])[0]
    if not name(message.get("id")):
        raise Uncertain("O WhatsApp aceitou, mas não disse o número da mensagem.")
    held = message.get("message_status") in ("held_for_quality_assessment", "paused")
    return Sent(name(message["id"]), name(contact.get("wa_id")), held)


def media_url(found: dict) -> MediaUrl:
    """The answer to a media id. Uncertain when it has no url."""
    if not name(found.get("url")):
        raise Uncertain("O WhatsApp não disse onde está o arquivo.")
    mime = name(found.get("mime_type")) or "application/octet-stream"
    return MediaUrl(name(found["url"]), mime, name(found.get("sha256")), whole(found.get("file_size")))


def uploaded(found: dict) -> str:
    """The id of a file that WhatsApp took. Uncertain when it says none."""
    if not name(found.get("id")):
        raise Uncertain("O WhatsApp aceitou o arquivo, mas não disse o número dele.")
    return name(found["id"])


def messaging_limit(found: dict, unlimited: int) -> int | None:
    """People a day to whom the number may begin to write, from TIER_250, TIER_2K…; None when nobody can tell.

    `unlimited` stands for TIER_UNLIMITED.
    """
    said = found.get("whatsapp_business_manager_messaging_limit")
    tier = name(table(said).get("value")) if isinstance(said, dict) else name(said)
    if tier == "TIER_UNLIMITED":
        return unlimited
    read = re.fullmatch(r"TIER_(\d{1,6})(K?)", tier or "", re.ASCII)
    return int(read[1]) * (1000 if read[2] else 1) or None if read else None


def next_page(found: dict) -> str | None:
    """The cursor of the next page, None on the last one."""
    paging = table(found.get("paging"))
    return name(table(paging.get("cursors")).get("after")) if paging.get("next") else None


def _parsed(body: bytes) -> dict:
    try:
        return table(json.loads(body))
    except (ValueError, RecursionError):
        return {}
