"""Somebody arrives from the school's portal with a signed pass: they enter, once, or are told a reference."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import IntegrityError

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.rules import hash_token
from workchat.config import Config
from workchat.db import db
from workchat.embed.keys import KeysUnreadable, is_on, read_keys
from workchat.embed.models import UsedLaunch
from workchat.embed.open_pass import open_pass
from workchat.embed.person_of import person_of
from workchat.embed.refuse import AREA, refuse
from workchat.embed.rules import Expected, NotAccepted, Pass, read_pass, read_roles

ENTERED = "Entrada pelo portal"
ONCE_IN = timedelta(hours=1)  # the portal sends a person again and again: one line of history is enough


@dataclass(frozen=True)
class Launch:
    """Who entered and the page that opens (a key of LANDINGS); or nobody, and the reference that they are shown."""

    user: User | None
    page: str = ""
    reference: str = ""  # "" when too many were refused lately: nothing was written down


@dataclass(frozen=True)
class Posted:
    """What a browser brought."""

    signed: str  # the pass
    address: str  # of the browser
    origin: str | None = None  # the page that posted it; browsers name it, and no page can change it


def launch(came: Posted, config: Config, now: datetime) -> Launch:
    """Let in the person of a pass, or refuse it."""
    try:
        asked = _check(came, config, now)
        with db.atomic():
            _use_up(asked)
            user = person_of(asked, now)
            _write_down(user, now)
    except NotAccepted as refused:
        return Launch(None, reference=refuse(refused.words, came.address, now))
    return Launch(user, asked.page)


def expected_of(config: Config) -> Expected:
    """What a pass must say in this school."""
    roles = read_roles(config.embed_roles)
    return Expected(config.embed_issuer, config.embed_audience or config.url, config.embed_role_claim, roles)


def _check(came: Posted, config: Config, now: datetime) -> Pass:
    if came.origin not in (None, *config.embed_origins):  # or somebody could sign others in as themselves
        raise NotAccepted("origin")
    if not is_on(config):
        raise NotAccepted("off")
    try:
        keys, expected = read_keys(config), expected_of(config)
    except (KeysUnreadable, ValueError) as error:
        raise NotAccepted("keys") from error
    return read_pass(open_pass(came.signed, keys), expected, now)


def _use_up(asked: Pass) -> None:
    """Of two at the same instant the second waits for the first at the unique index, and is refused."""
    try:
        with db.atomic():
            UsedLaunch.create(jti_hash=hash_token(asked.id), expires_at=asked.expires_at)
    except IntegrityError as error:
        raise NotAccepted("reused") from error


def _write_down(user: User, now: datetime) -> None:
    subject = f"Pessoa {user.id}"
    last = AuditEntry.fetch("WHERE area = ? AND subject = ? ORDER BY id DESC LIMIT 1", AREA, subject)
    if last is None or last.at <= now - ONCE_IN:
        AuditEntry.create(at=now, user=user, area=AREA, subject=subject, field=ENTERED, after="Entrou pelo portal")
