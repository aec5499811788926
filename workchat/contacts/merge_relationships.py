"""Two contacts become one who answers for the students of both."""

from workchat.contacts.models import Contact
from workchat.db import run

# Both were the same to the same student: it lasts if one of them lasts, and ended when the later one ended.
LASTS = """UPDATE relationship SET ended_at = (SELECT CASE WHEN relationship.ended_at IS NULL OR g.ended_at IS NULL
THEN NULL WHEN g.ended_at > relationship.ended_at THEN g.ended_at ELSE relationship.ended_at END
FROM relationship g WHERE g.contact_id = ? AND g.student_id = relationship.student_id AND g.kind = relationship.kind)
WHERE contact_id = ? AND EXISTS (SELECT 1 FROM relationship g
WHERE g.contact_id = ? AND g.student_id = relationship.student_id AND g.kind = relationship.kind)"""
TWICE = """DELETE FROM relationship WHERE contact_id = ? AND EXISTS (SELECT 1 FROM relationship k
WHERE k.contact_id = ? AND k.student_id = relationship.student_id AND k.kind = relationship.kind)"""
MOVE = "UPDATE relationship SET contact_id = ? WHERE contact_id = ?"


def join_relationships(kept: Contact, gone: Contact) -> None:
    """Give `kept` the students of `gone`, each relation once, in the caller's transaction.

    A sync that writes the same relation at this instant makes the caller run again.
    """
    run(LASTS, gone.id, kept.id, gone.id)
    run(TWICE, gone.id, kept.id)
    run(MOVE, kept.id, gone.id)
