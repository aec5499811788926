"""How the school's messages leave: what a failure means, and which tick may follow which. Their pace: pace.py.

Pure: times arrive as naive UTC arguments, intervals in seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.outbox.meta_errors import BUSY, GAVE_UP, MEANINGS, UNKNOWN, UNREACHABLE

DEADLINE = timedelta(seconds=20)  # one HTTP call, whole
LEASE = timedelta(seconds=60)  # half may pass before the call, DEADLINE in it, the rest is for the database and DNS
SPACING = timedelta(seconds=2)  # between messages that sweeps and mass closings cause
OFFLINE = timedelta(seconds=10)  # between two looks whether WhatsApp can be reached again; it uses up no try
PROOF_WAIT = timedelta(minutes=15)  # a send without answer waits this long for a status that proves it

STATUS_WORDS = {
    "queued": "Na fila",
    "sending": "Enviando",
    "sent": "Enviada",
    "delivered": "Entregue",
    "read": "Lida",
    "failed": "Com falha",
    "cancelled": "Cancelada",
    "skipped": "Não enviada",
    "unknown": "Incerta",
}
_RANK = {"queued": 0, "sending": 1, "unknown": 2, "sent": 3, "delivered": 4, "read": 5, "played": 5}
_ENDS = ("cancelled", "skipped")

LONG_WAITS = {131057: 120, 4: 300, 80007: 300}  # seconds; the maintenance of a number takes up to some minutes
LONGEST_WAIT = timedelta(minutes=10)  # longer than any wait for a next try
TRIES = {1: 3, 135000: 2}  # sends in all, the first included
TRIES_OTHERWISE = {"retry": 6, "wait_contact": 6, "pause_number": 12, "pause_account": 12}
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do after a failure.

    `kind`: retry (this message) · wait_contact (this contact) · pause_number · pause_account · stop_number (and alert)
    · stop_campaign (and alert) · needs_template · other_form (the other ninth-digit form, once) · opt_out (of
    marketing) · not_before_24h · permanent. `delay_seconds` None: never by itself. `words` and `advice` are for people.
    """

    kind: str
    delay_seconds: int | None
    words: str
    advice: str


def reaction(code: int | None, http: int | None, attempts: int) -> Reaction:
    """What a failure asks for. `attempts`: sends tried so far, this one included. Meta's code decides.

    Without a code, `http` does; without either, nothing left the server (no connection), and that never gives up.
    """
    if code is None and http is None:
        return Reaction(UNREACHABLE[0], _delay("pause_number", None, attempts), *UNREACHABLE[1:])
    kind, words, advice = BUSY if code is None and http in (408, 429) else MEANINGS.get(code, UNKNOWN)
    if kind == "not_before_24h":
        return Reaction(kind, DAY, words, advice)
    if kind not in TRIES_OTHERWISE:
        return Reaction(kind, None, words, advice)
    if attempts >= TRIES.get(code, TRIES_OTHERWISE[kind]):
        return Reaction("permanent", None, words, GAVE_UP)
    return Reaction(kind, _delay(kind, code, attempts), words, advice)


def _delay(kind: str, code: int | None, attempts: int) -> int:
    tried = max(attempts, 1)
    if kind == "wait_contact":
        return 4 ** (tried - 1)  # Meta: pair rate limit, 4^n seconds
    if kind == "pause_number":
        return min(60, 2 ** min(tried - 1, 6))
    return LONG_WAITS.get(code) or backoff(tried)


def backoff(attempt: int) -> int:
    """Seconds before the next try after the attempt-th failed one: 5, 10, 20 … 320, then always 320."""
    return 5 * 2 ** min(max(attempt, 1) - 1, 6)


def forward(old: str, new: str) -> bool:
    """Whether a delivery may go from one status to another. Ticks only move forward; a proof that it left beats doubt.

    `failed` holds, except against an arrival: then the end is the same in whatever order the two came. A stale claim
    that goes back to queued is the claim's affair, not a status.
    """
    if old == new or old in _ENDS:
        return False
    if new in _ENDS:
        return old == "queued" or (old, new) == ("sending", "skipped")
    if new == "failed":
        return _RANK.get(old, 9) < _RANK["delivered"]
    if old == "failed":
        return new in ("delivered", "read", "played")
    return _RANK.get(old, 9) < _RANK.get(new, -1)


def claim_is_stale(claimed_at: datetime, now: datetime, lease: timedelta = LEASE) -> bool:
    """Whether a claim is too old to begin its call: half the lease is gone, or the clock jumped back."""
    return not timedelta(0) <= now - claimed_at <= lease / 2
