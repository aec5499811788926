"""A link that works once: for the first set-up, or for a person to choose their own password."""

import secrets
from datetime import datetime, timedelta

from workchat.accounts.models import AccessLink, User
from workchat.accounts.rules import hash_token


def issue_link(user: User | None, life: timedelta, now: datetime) -> str:
    """The token of a fresh link (user None = the first set-up). A person's older links stop working."""
    token = secrets.token_urlsafe(32)
    if user is not None:
        AccessLink.delete().where(AccessLink.user == user).execute()
    AccessLink.create(token_hash=hash_token(token), user=user, expires_at=now + life)
    return token
