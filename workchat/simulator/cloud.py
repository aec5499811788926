"""The pretended Cloud API: the calls that the school makes, answered as Meta answers them. No web server in here."""

import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workchat.db import db, timestamp
from workchat.simulator import school_templates, wire
from workchat.simulator.accept import Accepted, accept
from workchat.simulator.models import Faults, simulated
from workchat.simulator.refusals import Wrong, error_answer
from workchat.simulator.samples import Sample, samples
from workchat.simulator.take_file import Upload, take_file
from workchat.simulator.write import MEDIA_PREFIX
from workchat.whatsapp.models import Number

URL_LIFE = 300  # seconds that the address of a file lives
PATIENCE_LIMIT = 60_000  # ms; no delay is longer
VERSIONS = re.compile(r"v\d\d\.\d")


@dataclass(frozen=True)
class Asked:
    """A call: `path` is what comes after the version, `here` the address up to and with it. `raw`: without a file."""

    method: str
    version: str
    path: str
    query: Mapping[str, str]
    authorization: str
    raw: bytes
    here: str
    upload: Upload | None = None


@dataclass
class Answered:
    """`content` is JSON (a dict) or a file's bytes; `entries` are the webhooks that follow; `delay` in seconds."""

    http: int
    content: dict | bytes
    mime: str = "application/json"
    entries: list[dict] = field(default_factory=list)
    delay: float = 0.0


def answer(asked: Asked, now: datetime) -> Answered:
    """Answer one call. Opens its own transaction; posts nothing and waits for nothing."""
    try:
        number = _authorised(asked)
        for method, pattern, act in ROUTES:
            found = re.fullmatch(pattern, asked.path)
            if found and method == asked.method:
                return act(number, asked, now, **found.groupdict())
        raise Wrong(100, f"Unsupported {asked.method.lower()} request.")
    except Wrong as wrong:
        return Answered(wrong.http, error_answer(wrong))


def wait(answered: Answered, pause: Callable[[float], object] = time.sleep) -> Answered:
    """Hold the answer back as long as was asked for on the simulator's page."""
    if answered.delay:
        pause(answered.delay)
    return answered


def _authorised(asked: Asked) -> Number:
    number = simulated()
    given = asked.authorization.removeprefix("Bearer ").encode()
    if number is None or not hmac.compare_digest(number.token.encode(), given):
        raise Wrong(190, "Invalid OAuth access token - Cannot parse access token")
    if not VERSIONS.fullmatch(asked.version):
        raise Wrong(100, f"Unknown path components: /{asked.version}")
    return number


def _messages(number: Number, asked: Asked, now: datetime, subject: str) -> Answered:
    _known(subject, number.phone_number_id)
    delay = min(Faults.current().delay_ms, PATIENCE_LIMIT) / 1000
    try:
        body = json.loads(asked.raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Wrong(100, "Invalid JSON in the request body.")
    accepted = _accepted(number, body, now)
    if isinstance(accepted, Wrong):
        raise accepted
    return Answered(200, accepted.answer, entries=accepted.entries, delay=delay)


def _accepted(number: Number, body: dict, now: datetime) -> Accepted | Wrong:
    """A failure that was asked for is used up by refusing: the refusal must not undo the transaction."""
    with db.atomic():
        try:
            return accept(number, body, now)
        except Wrong as wrong:
            return wrong


def _object(number: Number, asked: Asked, now: datetime, subject: str) -> Answered:
    """The number itself, or a file that somebody sent."""
    if subject == number.phone_number_id:
        wanted = asked.query.get("fields", "").split(",")
        facts = _facts(number)
        return Answered(200, {"id": subject} | {name: facts[name] for name in wanted if name in facts})
    sample, until = _sample(subject), timestamp(now) + URL_LIFE
    url = f"{asked.here}/media-bytes/{subject}?ext={until}&hash={_proof(number, subject, until)}"
    found = {"url": url, "mime_type": sample.mime, "sha256": wire.sha256_of(sample.content)}
    return Answered(200, {"messaging_product": "whatsapp", "id": subject, "file_size": len(sample.content), **found})


def _facts(number: Number) -> dict:
    return {
        "display_phone_number": "+55 11 3000-0000",
        "verified_name": "Escola (simulador)",
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
    }


def _bytes(number: Number, asked: Asked, now: datetime, subject: str) -> Answered:
    until = asked.query.get("ext", "")
    proof = _proof(number, subject, until)
    fresh = until.isdecimal() and int(until) >= timestamp(now)
    if not fresh or not hmac.compare_digest(proof, asked.query.get("hash", "")):
        raise Wrong(100, "The url of this file has expired: ask for a new one.", http=404)
    sample = _sample(subject)
    return Answered(200, sample.content, sample.mime)


def _media(number: Number, asked: Asked, now: datetime, subject: str) -> Answered:
    _known(subject, number.phone_number_id)
    return Answered(200, {"id": take_file(asked.upload, now)})


def _templates(number: Number, _asked: Asked, _now: datetime, subject: str) -> Answered:
    _known(subject, number.account_id)
    cursors = {"before": "QVFI", "after": "QVFJ"}
    return Answered(200, {"data": school_templates.TEMPLATES, "paging": {"cursors": cursors}})


def _subscribe(number: Number, _asked: Asked, _now: datetime, subject: str) -> Answered:
    _known(subject, number.account_id)
    return Answered(200, {"success": True})


def _known(subject: str, expected: str) -> None:
    if subject != expected:
        details = "does not exist, cannot be loaded due to missing permissions, or does not support this operation"
        raise Wrong(100, f"Object with ID '{subject}' {details}")


def _sample(media_id: str) -> Sample:
    """The prefix of a file's id says which of the samples it is."""
    for kind, prefix in MEDIA_PREFIX.items():
        if media_id.startswith(prefix):
            return samples()[kind]
    raise Wrong(100, f"Object with ID '{media_id}' does not exist", http=404)


def _proof(number: Number, media_id: str, until: object) -> str:
    return hmac.new(number.app_secret.encode(), f"{media_id}|{until}".encode(), "sha256").hexdigest()


ROUTES: tuple[tuple[str, str, Callable[..., Answered]], ...] = (
    ("POST", r"(?P<subject>\d+)/messages", _messages),
    ("POST", r"(?P<subject>\d+)/media", _media),
    ("GET", r"(?P<subject>\d+)/message_templates", _templates),
    ("POST", r"(?P<subject>\d+)/subscribed_apps", _subscribe),
    ("GET", r"media-bytes/(?P<subject>\d+)", _bytes),
    ("GET", r"(?P<subject>\d+)", _object),
)
