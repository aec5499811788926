"""The worker forgets the passes that were used and would be refused by their age now."""

from datetime import datetime, timedelta

from workchat.embed.models import UsedLaunch

MARGIN = timedelta(minutes=5)  # the hosts' clocks are not the same


def clean_up(now: datetime) -> int:
    """Delete what no longer counts. How many rows went."""
    return UsedLaunch.delete().where(UsedLaunch.expires_at <= now - MARGIN).execute()
