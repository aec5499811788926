"""Meta's webhook: the hand-shake, and the signed POSTs with everything that happens on WhatsApp."""

import hmac

from flask import Response, abort, request

from workchat.accounts.session import public
from workchat.asked import asked_at
from workchat.config import MEBIBYTE
from workchat.log import tell
from workchat.request_log import ms
from workchat.whatsapp.connect import signed_by
from workchat.whatsapp.hear_from import hear_from
from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import Arrived, NotReadable, read_each
from workchat.whatsapp.take_in import take_in
from workchat.whatsapp.views import webhook

BODY_LIMIT = 4 * MEBIBYTE  # Meta's bodies reach 3 MB


@webhook.get("/whatsapp/webhook")
@public
def verify() -> Response:
    """Meta asks whether this address is the school's: it must know the verify token."""
    typed = request.args.get("hub.verify_token", "").encode()
    tokens = [number.verify_token.encode() for number in Number.select().where(Number.active)]
    known = [token for token in tokens if hmac.compare_digest(token, typed)]
    if request.args.get("hub.mode") != "subscribe" or not known:
        abort(403)
    return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")


@webhook.post("/whatsapp/webhook")
@public
def receive() -> tuple[str, int]:
    """Check the signature over the raw bytes, store everything, then say 200. No network before the answer."""
    request.max_content_length = BODY_LIMIT
    raw = request.get_data()
    numbers = signed_by(raw, request.headers.get("X-Hub-Signature-256"))
    if not numbers:
        abort(401)
    received, now = _read(raw), asked_at()
    take_in(received, numbers, now)
    hear_from(received, numbers, now)
    tell("webhook", updates=len(received), ms=ms())
    return "", 200


def _read(raw: bytes) -> list[Arrived]:
    try:
        return read_each(raw)
    except NotReadable:
        abort(400)
