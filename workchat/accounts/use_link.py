"""Somebody opens a link that works once: is it still good, and who is it for?"""

from datetime import datetime

from peewee import JOIN

from workchat.accounts.models import AccessLink, User
from workchat.accounts.rules import Refused, hash_token

DEAD = "Este link não vale mais. Peça outro a quem administra o WorkChat na escola."


def find_link(token: str, now: datetime) -> AccessLink | None:
    """The link of a token, while it is unused, in time and not of a deactivated person."""
    return (
        AccessLink.select(AccessLink, User)
        .join(User, JOIN.LEFT_OUTER)
        .where(AccessLink.token_hash == hash_token(token), AccessLink.used_at.is_null(), AccessLink.expires_at > now)
        .where(AccessLink.user.is_null() | User.active)
        .first()
    )


def use_link(link: AccessLink, now: datetime) -> None:
    """Spend a link. Of two who press at once, one gets through.

    :raises Refused: when somebody else was faster.
    """
    unused = (AccessLink.id == link.id) & AccessLink.used_at.is_null()
    if not AccessLink.update(used_at=now).where(unused).execute():
        raise Refused("password", DEAD)
