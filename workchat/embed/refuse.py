"""A pass is refused: what failed is written down under a reference, which is all that the person is shown."""

import secrets
from datetime import datetime, timedelta

from workchat.accounts.models import AuditEntry, Failure
from workchat.vault import vault

AREA, REFUSED = "portal", "Entrada recusada"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
WINDOW = timedelta(hours=1)
MOST_OF_ADDRESS, MOST_OF_ALL = 60, 600  # refusals written down in an hour: nobody fills the history from outside
KIND = "launch"


def refuse(words: str, address: str, now: datetime) -> str:
    """Write the refusal down. Its reference, or "" when too many were refused in the last hour.

    A right pass enters all the same: a school's whole staff may share one address.
    """
    place = vault.fingerprint(f"launch from {address}")
    recent = Failure.select().where(Failure.kind == KIND, Failure.at > now - WINDOW)
    if recent.count() >= MOST_OF_ALL or recent.where(Failure.subject == place).count() >= MOST_OF_ADDRESS:
        return ""
    Failure.create(kind=KIND, subject=place, at=now)
    reference = new_reference()
    AuditEntry.create(at=now, area=AREA, subject=reference, field=REFUSED, after=words)
    return reference


def new_reference() -> str:
    """As P-7K3M-92QD: short enough to be read out on the telephone."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"P-{drawn[:4]}-{drawn[4:]}"


def as_reference(typed: str) -> str:
    """What somebody typed or read out, as it is written: "p 7k3m92qd" is P-7K3M-92QD. "" when it is none."""
    letters = "".join(c for c in typed.upper() if c.isalnum())[-8:]
    return f"P-{letters[:4]}-{letters[4:]}" if len(letters) == 8 else ""
