"""The school's calls to the WhatsApp Cloud API: send, mark as read, fetch or hand over a file, list templates.

None is retried. Meta: Graph API. Each ends by its own deadline; its error says whether the message may have left.
"""

import base64
import hashlib
import json
from typing import BinaryIO
from urllib.parse import quote, urlencode

import urllib3
from urllib3.exceptions import LocationParseError
from urllib3.filepost import encode_multipart_formdata
from urllib3.util import parse_url

from workchat.db import BIGGEST
from workchat.whatsapp import answers
from workchat.whatsapp.answers import (
    CloudError,
    Downloaded,
    HostRefused,
    MediaUrl,
    NotSent,
    Refused,
    Sent,
    TooLarge,
    Uncertain,
)
from workchat.whatsapp.compose import read_body
from workchat.whatsapp.connection import exchange, new_pool

__all__ = ["CloudApi", "CloudError", "HostRefused", "NotSent", "Refused", "TooLarge", "Uncertain", "new_pool"]

SEND_SECONDS, DOWNLOAD_SECONDS, UPLOAD_SECONDS = 20.0, 120.0, 120.0
ANSWER_LIMIT, PAGES_LIMIT = 4 * 1024 * 1024, 100
MEDIA_ORIGINS = (("https", "lookaside.fbsbx.com", None), ("https", "graph.facebook.com", None))
NUMBER_FIELDS = "display_phone_number,verified_name,quality_rating,code_verification_status,name_status,throughput"
TEMPLATE_FIELDS = "id,name,language,status,category,components,parameter_format,rejected_reason"
LIMIT_FIELD = "whatsapp_business_manager_messaging_limit"
POOL = new_pool()


def _in_path(identifier: str) -> str:
    return quote(identifier, safe="")


def _origin(url: str) -> tuple[str | None, str | None, int | None]:
    try:
        place = parse_url(url)
    except LocationParseError:
        return None, None, None
    return place.scheme, place.host, place.port


class CloudApi:
    """One account's way to Meta, or to the simulator: only `base_url` differs. The token is in no text made here."""

    def __init__(self, base_url: str, token: str, version: str = "v25.0", pool: urllib3.PoolManager | None = None):
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise ValueError("the token holds characters that no token has")
        self.base_url, self.version = base_url.rstrip("/"), version
        self._token, self._pool = token, pool or POOL

    def __repr__(self):
        return f"CloudApi({self.base_url!r}, version={self.version!r})"

    def send(self, phone_number_id: str, body: dict, deadline_seconds: float = SEND_SECONDS) -> Sent:
        """Sends one composed and addressed body. Refused, NotSent or Uncertain tell whether it may have left."""
        return answers.sent(self._json("POST", f"{_in_path(phone_number_id)}/messages", body, deadline_seconds))

    def mark_read(self, phone_number_id: str, wamid: str) -> None:
        """Blue ticks for a message of the contact, and for those before it."""
        self._json("POST", f"{_in_path(phone_number_id)}/messages", read_body(wamid))

    def media_url(self, media_id: str, phone_number_id: str | None = None) -> MediaUrl:
        """Where an incoming file is, for 5 minutes."""
        query = "?" + urlencode({"phone_number_id": phone_number_id}) if phone_number_id else ""
        return answers.media_url(self._json("GET", _in_path(media_id) + query))

    def upload_media(self, phone_number_id: str, mime: str, filename: str, content: bytes) -> str:
        """Hands a file over; returns its id, good for 30 days in messages of this number (Meta: media).

        Uncertain only means that the id is not known: handing it over again costs nothing.
        """
        fields = {"messaging_product": "whatsapp", "type": mime, "file": (filename, content, mime)}
        written, kind = encode_multipart_formdata(fields)
        return answers.uploaded(self._call("POST", f"{_in_path(phone_number_id)}/media", written, UPLOAD_SECONDS, kind))

    def messaging_limit(self, phone_number_id: str) -> int | None:
        """How many people a day the portfolio may begin to write to; BIGGEST without limit, None when unknown."""
        query = urlencode({"fields": LIMIT_FIELD})
        return answers.messaging_limit(self._json("GET", f"{_in_path(phone_number_id)}?{query}"), BIGGEST)

    def templates(self, account_id: str) -> list[dict]:
        """Every template of the account, in Meta's shape."""
        found, after = [], None
        for _ in range(PAGES_LIMIT):
            query = urlencode({"fields": TEMPLATE_FIELDS, "limit": 100, **({"after": after} if after else {})})
            page = self._json("GET", f"{_in_path(account_id)}/message_templates?{query}")
            found += page.get("data") or []
            after = answers.next_page(page)
            if after is None:
                break
        return found

    def number_info(self, phone_number_id: str) -> dict:
        """The number as Meta knows it: display_phone_number, verified_name, quality_rating…"""
        return self._json("GET", f"{_in_path(phone_number_id)}?{urlencode({'fields': NUMBER_FIELDS})}")

    def subscribe(self, account_id: str) -> None:
        """Asks Meta to send the account's webhooks to the school's app."""
        self._json("POST", f"{_in_path(account_id)}/subscribed_apps", {})

    def download(
        self, url: str, max_bytes: int, into: BinaryIO, deadline_seconds: float = DOWNLOAD_SECONDS
    ) -> Downloaded:
        """Writes a media url into an open file, which after any error holds a part of it.

        TooLarge over `max_bytes`, HostRefused where the token must not go.
        """
        if _origin(url) not in (*MEDIA_ORIGINS, _origin(self.base_url)):
            raise HostRefused(str(_origin(url)[1]))
        digest, size = hashlib.sha256(), 0

        def take(chunk: bytes) -> None:
            nonlocal size
            digest.update(chunk)
            size += len(chunk)
            into.write(chunk)

        headers = exchange(self._pool, "GET", url, self._token, None, deadline_seconds, max_bytes, take)
        mime = headers.get("Content-Type", "application/octet-stream")
        return Downloaded(size, base64.b64encode(digest.digest()).decode(), mime)

    def _json(self, method: str, path: str, body: dict | None = None, seconds: float = SEND_SECONDS) -> dict:
        return self._call(method, path, None if body is None else json.dumps(body).encode(), seconds)

    def _call(
        self, method: str, path: str, written: bytes | None, seconds: float, kind: str = "application/json"
    ) -> dict:
        parts: list[bytes] = []
        url = f"{self.base_url}/{self.version}/{path}"
        try:
            exchange(self._pool, method, url, self._token, written, seconds, ANSWER_LIMIT, parts.append, kind)
        except TooLarge as error:
            raise Uncertain("A resposta do WhatsApp é grande demais.") from error
        return answers.answer(b"".join(parts))
