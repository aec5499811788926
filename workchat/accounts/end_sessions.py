"""A person is signed out: everywhere, or everywhere but on the computer in use."""

from workchat.accounts.models import Session, User


def end_sessions(user: User, keep: Session | None = None) -> int:
    """End a person's sessions, all but `keep`. How many ended."""
    ended = Session.delete().where(Session.user == user)
    if keep is not None:
        ended = ended.where(Session.id != keep.id)
    return ended.execute()
