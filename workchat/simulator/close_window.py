"""A day passes for one invented person: WhatsApp takes only approved templates for them until they write again."""

from datetime import datetime, timedelta

from workchat.simulator.models import Phone
from workchat.simulator.rules import WINDOW


def close_window(phone: Phone, now: datetime) -> None:
    """Set their last message just over 24 hours back. What the desk believes of the window stays as it is."""
    Phone.update(last_wrote_at=now - WINDOW - timedelta(minutes=1)).where(Phone.id == phone.id).execute()
