"""What a copy still wanted to send may have left after it was made: in one that comes back, it waits for a person.

Plain SQL, on both databases and on the tables of every version: it is done before the copy takes the records' place.
"""

from datetime import datetime

WAITED = "Esta mensagem esperava para sair quando a cópia de segurança foi feita, e pode ter saído depois."
ASK = "Pergunte à família se ela chegou. Se não chegou, envie de novo."
HELD = (
    "Esta mensagem veio de uma cópia de segurança restaurada e pode ter saído depois que a cópia foi feita. "
    "Confira com quem recebe antes de decidir."
)
RECORDED = "Retida depois de restaurar uma cópia"
WAITS = "state IN ('scheduled', 'sending', 'paused')"

# Signed in again: who was locked out or signed out since the copy would be in. A used link would open once more.
FORGET = {
    "session": "DELETE FROM session",
    "access_link": "DELETE FROM access_link",
    "program": "DELETE FROM program",
    "backup": "DELETE FROM backup WHERE ended_at IS NULL AND error = ''",
}
# What was due meanwhile has been asked again, most probably: an agent may do it once more, or the family writes.
ASK_NOTHING = "UPDATE intake SET ask_again_at = NULL WHERE ask_again_at IS NOT NULL"
COUNT_DELIVERIES = "SELECT COUNT(*) FROM delivery WHERE status = 'unknown' AND error = ?"
COUNT_SCHEDULED = "SELECT COUNT(*) FROM scheduled_message WHERE state = 'paused' AND paused_why LIKE ?"


def holding(tables: set[str], now: datetime) -> list[str]:
    """The statements that hold everything back, for a database with these tables. `now`: naive UTC."""
    at = f"{now:%Y-%m-%d %H:%M:%S}"
    mailings = "scheduled_message" in tables
    cancelled = "(SELECT id FROM scheduled_message WHERE state = 'cancelled')"
    theirs = f" AND COALESCE(scheduled_message_id, 0) NOT IN {cancelled}"
    said = [
        f"UPDATE delivery SET status = 'unknown', error = '{WAITED}', advice = '{ASK}', finished_at = '{at}'"  # noqa: S608
        f" WHERE status IN ('queued', 'sending'){theirs if mailings else ''}"
    ]
    if mailings:
        said += [_record(at), _pause()]
    if "intake" in tables:
        said.append(ASK_NOTHING)
    return said + [statement for table, statement in FORGET.items() if table in tables]


def _record(at: str) -> str:
    return (
        'INSERT INTO audit_entry (at, user_id, area, subject, field, "before", "after")'  # noqa: S608
        f" SELECT '{at}', NULL, 'scheduled', 'Mensagem ' || id, '{RECORDED}', '', '{HELD}'"
        f" FROM scheduled_message WHERE {WAITS}"
    )


def _pause() -> str:
    """As if their time had passed while the server was off: send now, another time, or cancel."""
    return (
        "UPDATE scheduled_message SET state = 'paused', paused_kind = 'late', version = version + 1,"  # noqa: S608
        f" paused_why = TRIM('{HELD} ' || paused_why) WHERE {WAITS}"
    )
