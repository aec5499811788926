"""Every change of people and departments leaves a line: who, when, what. Never a password or a link."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User

AREA = "people"


def record_change(
    by: User | None, subject: str, field: str, before: str, after: str, now: datetime, area: str = AREA
) -> None:
    """Write the line, unless nothing changed."""
    if before != after:
        AuditEntry.create(at=now, user=by, area=area, subject=subject, field=field, before=before, after=after)
