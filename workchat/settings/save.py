"""A tab of Configurações is saved: the row changes, its history is written, and new terms get a version."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.db import db
from workchat.intake.rules import State, first_question
from workchat.intake.state import policy_of
from workchat.scheduled.wake import wake
from workchat.settings.models import Settings, TermsVersion


def save(
    tab: str,
    seen_version: int,
    values: dict[str, object],
    words: Callable[[Settings], dict[str, str]],
    by: User,
    now: datetime,
) -> bool:
    """Store the columns of a tab. False: somebody saved the tab after `seen_version`, and nothing was written.

    `words(row)` says label -> text of a row, for the history. Saving what is stored already (a double click) is no
    change: it answers True and leaves no trace.
    """
    with db.atomic():
        before = Settings.current()
        if values.items() <= before.columns().items():
            return True
        if not _write(f"{tab}_version", seen_version, values):
            return False
        after = Settings.current()
        write_history(tab, "", words(before), words(after), by, now)
        keep_terms(after, now)
        wake()  # other hours or another limit act at once
        return True


def _write(version: str, seen_version: int, values: dict[str, object]) -> bool:
    update = Settings.update({**values, version: seen_version + 1})
    return bool(update.where(getattr(Settings, version) == seen_version).execute())


def write_history(area: str, subject: str, before: dict, after: dict, by: User, now: datetime) -> None:
    """One line of history for each label whose words changed."""
    for label in after:
        old, new = before.get(label, ""), after[label]
        if old != new:
            AuditEntry.create(at=now, user=by, area=area, subject=subject, field=label, before=old, after=new)


def keep_terms(settings: Settings, now: datetime) -> None:
    """Write a version of the terms when families will be asked to accept another link or read another text."""
    if not settings.privacy_url:
        return
    text = first_question(State("terms"), policy_of(settings, None)).text
    latest = TermsVersion.latest()
    if latest is None or (latest.url, latest.text) != (settings.privacy_url, text):
        digest = hashlib.sha256(text.encode()).hexdigest()
        TermsVersion.create(url=settings.privacy_url, text=text, sha256=digest, created_at=now)
