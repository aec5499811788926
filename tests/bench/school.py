"""A school of any size to measure on: people, families, tickets and messages, the same for the same seed."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.cast import APP_SECRET, make_cast
from workchat.accounts.models import Session, User
from workchat.accounts.rules import hash_token
from workchat.accounts.session import SEEN_EVERY
from workchat.config import Config, from_environment
from workchat.contacts.rules import phone_key, search_form
from workchat.contacts.write_words import write_words_of_many
from workchat.db import db, is_postgres, utcnow
from workchat.opening import open_school

OPEN_SHARE = 20  # one ticket in twenty is open, as at the end of a busy day
MESSAGES = 20  # a ticket, in the share of tickets that keep them
FIRST = ["Marta", "João", "Luciana", "Renato", "Duda", "Beatriz", "Otávio", "Célia", "Íris", "Davi", "Helena", "Zélia"]
LAST = ["Souza", "Pereira", "Alves", "Bastos", "Costa", "Araújo", "Conceição", "Gonçalves", "Magalhães", "Teixeira"]
WROTE, ANSWERED = "Bom dia, preciso da segunda via do boleto", "Claro, já envio o boleto de *novembro* por aqui."
CONTACT = """INSERT INTO contact (id, name, name_edited, search_name, wa_id, bsuid, phone_key, is_minor, saved_at,
created_at) VALUES (?, ?, FALSE, ?, ?, ?, ?, FALSE, ?, ?)"""
TICKET = """INSERT INTO ticket (id, protocol, number_id, contact_id, state, department_id, agent_id, opened_at,
waiting_since, last_inbound_at, last_message_at, last_text, unread, version, closed_at, closing_note)
VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, '')"""
MESSAGE = """INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source,
created_at) VALUES (?, 1, ?, ?, 'text', ?, ?, ?, ?, ?)"""


@dataclass
class Family:
    """Who writes, as WhatsApp knows them."""

    name: str
    wa_id: str
    bsuid: str


def family(n: int) -> Family:
    """The same family for the same number: one whose name changed would cost a write."""
    chance = random.Random(n)
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}"
    return Family(name, f"55119{80_000_000 + n}", f"BR.{1_500_000_000_000_000 + n}")


@contextmanager
def school(
    folder: Path, tickets: int = 0, with_messages: int = 0, seed: int = 1, url: str = "", synchronous: str = "NORMAL"
) -> Iterator[Config]:
    """A new school in a folder, open in this process too. Every ticket is a family's own; some have a conversation.

    `url`: of an empty Postgres; without it, SQLite with `synchronous`.
    """
    before = db.obj
    told = {"WORKCHAT_INSTANCE": str(folder), "WORKCHAT_SQLITE_SYNCHRONOUS": synchronous, "DATABASE_URL": url}
    config = from_environment(told)
    open_school(config)
    opened = db.obj
    with opened.connection_context():
        with db.atomic():
            make_cast()
            fill(tickets, with_messages, random.Random(seed), utcnow())
        db.execute_sql("ANALYZE")
        if not is_postgres():
            db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        yield config
    opened.close_all()
    db.initialize(before)


def fill(tickets: int, with_messages: int, chance: random.Random, now: datetime) -> None:
    many = db.cursor().executemany
    families = [family(n) for n in range(tickets)]
    many(CONTACT, (_contact(n, who, now) for n, who in enumerate(families, 1)))
    write_words_of_many(((n, who.name, phone_key(who.wa_id)) for n, who in enumerate(families, 1)), new=True)
    many(TICKET, (_ticket(n, chance, now) for n in range(1, tickets + 1)))
    newest = range(max(1, tickets - with_messages + 1), tickets + 1)
    many(MESSAGE, (_message(n, turn, now) for n in newest for turn in range(MESSAGES)))


def _contact(n: int, who: Family, now: datetime) -> tuple:
    return n, who.name, search_form(who.name), who.wa_id, who.bsuid, phone_key(who.wa_id), now, now


def _ticket(n: int, chance: random.Random, now: datetime) -> tuple:
    """Open ones wait in either department, or an agent has them (the cast's 3 and 4); the newest have the last ids."""
    at = now - timedelta(minutes=chance.randrange(1, 600))
    is_open = n % OPEN_SHARE == 0
    agent = chance.choice((None, None, 3, 4))
    state = ("attending" if agent else "waiting") if is_open else "closed"
    at = at if is_open else at - timedelta(days=chance.randrange(1, 700))
    waiting, closed = (at if is_open and not agent else None), (None if is_open else at)
    return (n, f"{at:%Y%m%d}-{n:06}", n, state, chance.choice((1, 2)), agent, at, waiting, at, at,
            WROTE, int(is_open), closed)  # fmt: skip


def _message(ticket: int, turn: int, now: datetime) -> tuple:
    at = now - timedelta(minutes=MESSAGES - turn)
    direction, source = ("out", "agent") if turn % 2 else ("in", "contact")
    text = ANSWERED if turn % 2 else WROTE
    return ticket, ticket, direction, text, f"wamid.SEED{ticket:08}{turn:02}", at, source, at


def signed_in(name: str = "Ana") -> str:
    """A cookie of a person of the cast. It was seen in the future: no round pays for writing it down again."""
    token, now = secrets.token_urlsafe(32), utcnow()
    user = User.get(User.name.startswith(name))
    Session.create(token_hash=hash_token(token), user=user, address="", created_at=now, seen_at=now + SEEN_EVERY * 10)
    return f"workchat={token}"


__all__ = ["APP_SECRET", "Family", "family", "fill", "school", "signed_in"]
