"""A school of any size to measure on: people, families, tickets and messages, the same for the same seed."""

import random
import secrets
from collections.abc import Iterable, Iterator
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
from workchat.contacts.words import LAST, words_of
from workchat.db import db, is_postgres, run, utcnow
from workchat.opening import open_school

OPEN_SHARE = 20  # one ticket in twenty is open, as at the end of a busy day
MESSAGES = 20  # a ticket, in the share of tickets that keep them
FIRST = ["Marta", "João", "Luciana", "Renato", "Duda", "Beatriz", "Otávio", "Célia", "Íris", "Davi", "Helena", "Zélia"]
SURNAMES = ["Souza", "Pereira", "Alves", "Bastos", "Costa", "Araújo", "Conceição", "Gonçalves", "Magalhães", "Teixeira"]
WROTE, ANSWERED = "Bom dia, preciso da segunda via do boleto", "Claro, já envio o boleto de *novembro* por aqui."
CONTACT = "contact", "id name name_edited search_name wa_id bsuid phone_key is_minor saved_at created_at"
TICKET = (
    "ticket",
    (
        "id protocol number_id contact_id state department_id agent_id opened_at waiting_since last_inbound_at "
        "last_message_at last_text unread version closed_at closing_note"
    ),
)
WORD = "contact_word", "contact_id word"
# Families and the school in turn, a minute apart, the newest message last.
MESSAGES_OF = """WITH RECURSIVE turn(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM turn WHERE n < CAST(? AS INTEGER) - 1)
INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source, created_at)
SELECT t.id, 1, t.contact_id, CASE WHEN n % 2 = 0 THEN 'in' ELSE 'out' END, 'text',
CASE WHEN n % 2 = 0 THEN CAST(? AS TEXT) ELSE CAST(? AS TEXT) END, 'wamid.SEED' || t.id || '.' || n, t.last_message_at,
CASE WHEN n % 2 = 0 THEN 'contact' ELSE 'agent' END, t.last_message_at FROM ticket t, turn WHERE t.id >= ?
ORDER BY t.id, n"""


# Every message of the school was a delivery first.
DELIVERED = """INSERT INTO delivery (number_id, lane_id, contact_id, message_id, body, status, automatic, spaced,
due_at, attempts, wa_id, started_at, sent_at, error, advice, created_at)
SELECT 1, (SELECT id FROM lane WHERE number_id = 1 AND kind = 'reply'), contact_id, id, '{}', CAST(? AS TEXT), FALSE,
FALSE, at, 1, wa_id, at, at, '', '', at FROM message
WHERE direction = 'out' AND wa_id >= CAST(? AS TEXT) AND wa_id < CAST(? AS TEXT)"""


@dataclass
class Family:
    """Who writes, as WhatsApp knows them."""

    name: str
    wa_id: str
    bsuid: str


def family(n: int) -> Family:
    """The same family for the same number: one whose name changed would cost a write."""
    chance = random.Random(n)
    name = f"{chance.choice(FIRST)} {chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
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
    """Each ticket of a family's own, the newest have the last ids; the last `with_messages` have messages."""
    families = [family(n) for n in range(tickets)]
    pour(*CONTACT, (_contact(n, who, now) for n, who in enumerate(families, 1)))
    words = ((n, word) for n, who in enumerate(families, 1) for word in words_of(who.name, phone_key(who.wa_id)))
    pour(*WORD, words)
    pour(*TICKET, (_ticket(n, chance, now) for n in range(1, tickets + 1)))
    if with_messages:
        run(marks(MESSAGES_OF), MESSAGES, WROTE, ANSWERED, tickets - with_messages + 1)


def pour(table: str, columns: str, rows: Iterable[tuple]) -> None:
    """Rows into a table as fast as the database takes them; afterwards its next id is a new one."""
    cursor, names = db.cursor(), columns.split()
    if not is_postgres():
        values = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", rows)  # noqa: S608
        return
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)
    if "id" in names:
        next_id_after(table)


def next_id_after(table: str) -> None:
    """Rows that were given their ids did not move Postgres' counter."""
    if is_postgres():
        run(f"SELECT setval('{table}_id_seq', (SELECT COALESCE(MAX(id), 1) FROM {table}))")  # noqa: S608


def marks(statement: str) -> str:
    """psycopg takes every % for a mark."""
    return statement.replace("%", "%%") if is_postgres() else statement


def deliver_what_was_said(ids: str, status: str) -> None:
    """Deliveries of the school's messages whose WhatsApp id begins so."""
    run(DELIVERED, status, ids, ids + LAST)


def _contact(n: int, who: Family, now: datetime) -> tuple:
    return n, who.name, False, search_form(who.name), who.wa_id, who.bsuid, phone_key(who.wa_id), False, now, now


def _ticket(n: int, chance: random.Random, now: datetime) -> tuple:
    """Open ones wait in either department, or an agent has them (the cast's 3 and 4); the newest have the last ids."""
    at = now - timedelta(minutes=chance.randrange(1, 600))
    is_open = n % OPEN_SHARE == 0
    agent = chance.choice((None, None, 3, 4))
    state = ("attending" if agent else "waiting") if is_open else "closed"
    at = at if is_open else at - timedelta(days=chance.randrange(1, 700))
    waiting, closed = (at if is_open and not agent else None), (None if is_open else at)
    return (n, f"{at:%Y%m%d}-{n:06}", 1, n, state, chance.choice((1, 2)), agent, at, waiting, at, at,
            WROTE, int(is_open), 1, closed, "")  # fmt: skip


def signed_in(name: str = "Ana") -> str:
    """A cookie of a person of the cast. It was seen in the future: no round pays for writing it down again."""
    token, now = secrets.token_urlsafe(32), utcnow()
    user = User.get(User.name.startswith(name))
    Session.create(token_hash=hash_token(token), user=user, address="", created_at=now, seen_at=now + SEEN_EVERY * 10)
    return f"workchat={token}"


__all__ = ["APP_SECRET", "Family", "family", "fill", "school", "signed_in"]
