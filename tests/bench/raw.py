"""The limit of storing: the standard library's sqlite3, the same writes on the same tables, a transaction a message."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.bench.measure import Sample
from tests.bench.school import family
from workchat.contacts.rules import phone_key, search_form

CONTACT = """INSERT INTO contact (name, name_edited, search_name, wa_id, bsuid, phone_key, is_minor, saved_at,
created_at) VALUES (?, FALSE, ?, ?, ?, ?, FALSE, ?, ?) RETURNING id"""
COUNTER = """INSERT INTO protocol_counter (day, last) VALUES (?, 1)
ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last"""
TICKET = """INSERT INTO ticket (protocol, number_id, contact_id, state, opened_at, last_inbound_at, last_message_at,
last_text, unread, version, closing_note) VALUES (?, 1, ?, 'waiting', ?, ?, ?, '', 0, 1, '') RETURNING id"""
MESSAGE = """INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source,
created_at) VALUES (?, 1, ?, 'in', 'text', ?, ?, ?, 'contact', ?)"""
TOUCH = """UPDATE ticket SET version = version + 1, last_inbound_at = ?, last_message_at = ?, last_text = ?,
unread = unread + 1, waiting_since = ? WHERE id = ?"""
TEXT = "Bom dia! Preciso da segunda via do boleto de novembro, por favor."


def store(file: Path, synchronous: str, new: bool, count: int, serial: Iterator[int]) -> Sample:
    """Messages a second: five writes for a family that never wrote, two for one that we know."""
    desk = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=wal", f"synchronous={synchronous}", "foreign_keys=1", "cache_size=-4000"):
        desk.execute(f"PRAGMA {pragma}")
    known = [row[0] for row in desk.execute("SELECT id FROM ticket WHERE state <> 'closed'")] or [1]
    rows = [_row(next(serial)) for _ in range(count)]
    begin = time.perf_counter()
    for n, row in enumerate(rows):
        desk.execute("BEGIN IMMEDIATE")
        ticket = _open(desk, row) if new else known[n % len(known)]
        _message(desk, row, ticket)
        desk.execute("COMMIT")
    seconds = time.perf_counter() - begin
    desk.close()
    return Sample(count / seconds)


def _row(n: int) -> tuple:
    who, now = family(10_000_000 + n), datetime.now().isoformat(" ")
    return who.name, search_form(who.name), who.wa_id, who.bsuid, phone_key(who.wa_id), now, f"wamid.RAW{n:012}"


def _open(desk: sqlite3.Connection, row: tuple) -> int:
    *who, now, wa_id = row
    contact = desk.execute(CONTACT, (*who, now, now)).fetchone()[0]
    last = desk.execute(COUNTER, ("20990101",)).fetchone()[0]
    return desk.execute(TICKET, (f"20990101-{last:04}", contact, now, now, now)).fetchone()[0]


def _message(desk: sqlite3.Connection, row: tuple, ticket: int) -> None:
    now, wa_id = row[-2:]
    desk.execute(MESSAGE, (ticket, 1, TEXT, wa_id, now, now))
    desk.execute(TOUCH, (now, now, TEXT, now, ticket))
