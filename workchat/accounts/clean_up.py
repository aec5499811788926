"""The worker throws away what sign-ins leave behind: dead sessions, old failures, spent links."""

from datetime import datetime

from workchat.accounts.models import AccessLink, Failure, Session
from workchat.accounts.rules import ABSOLUTE, FAILURE_WINDOW, IDLE


def clean_up(now: datetime) -> int:
    """Delete what no longer counts. How many rows went."""
    dead_sessions = (Session.seen_at <= now - IDLE) | (Session.created_at <= now - ABSOLUTE)
    spent_links = (AccessLink.expires_at <= now) | AccessLink.used_at.is_null(False)
    return (
        Session.delete().where(dead_sessions).execute()
        + Failure.delete().where(Failure.at <= now - FAILURE_WINDOW).execute()
        + AccessLink.delete().where(spent_links).execute()
    )
