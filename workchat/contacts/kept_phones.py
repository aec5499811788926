"""Which of many phones are remembered of people who were erased: only keyed hashes of them are stored."""

from collections.abc import Collection
from datetime import datetime

from workchat.contacts.models import KeptErasure, KeptOptOut
from workchat.db import moment, run
from workchat.vault import vault

SLICE = 5000  # values in one statement
FOUND = "SELECT fingerprint, at FROM {table} WHERE fingerprint IN ({marks})"


def kept_phones(table: type[KeptOptOut] | type[KeptErasure], phones: Collection[str]) -> dict[str, datetime]:
    """Phone -> since when, of those in the table. Hashing is spared where nobody was ever erased."""
    if not phones or table.fetch("LIMIT 1") is None:
        return {}
    prints, found = {vault.fingerprint(phone): phone for phone in phones}, {}
    for start in range(0, len(prints), SLICE):
        part = list(prints)[start : start + SLICE]
        statement = FOUND.format(table=table._meta.table_name, marks=", ".join("?" * len(part)))
        found |= {prints[one]: moment(at) for one, at in run(statement, *part).fetchall()}
    return found
