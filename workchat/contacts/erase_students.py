"""Of somebody who is erased: whose guardian they were, and where a sync's report names them."""

import re

from workchat.contacts.models import Contact
from workchat.db import run
from workchat.students.models import RELATION_WORDS

THEIRS = "SELECT s.ra FROM relationship r JOIN student s ON s.id = r.student_id WHERE r.contact_id = ?"
LINES = """SELECT id, words FROM sync_line
WHERE words <> '' AND SUBSTR(subject, LENGTH(subject) - CAST(? AS INTEGER) + 1) = ?"""
WRITE = "UPDATE sync_line SET words = ? WHERE id = ?"
# Rows that were refused, as they stood: perhaps hers, with a phone that was none. Sealed, so nobody can look whose.
EMPTY = "UPDATE sync_line SET sealed_raw = NULL WHERE sealed_raw IS NOT NULL AND subject IN (?, ?)"
FORGET = "DELETE FROM relationship WHERE contact_id = ?"
# "entrou: Marta Souza (mãe)", as take_students writes it; by whatever name they were known then.
NAMED = re.compile(rf"(?<=: )[^;]+(?= \((?:{'|'.join(RELATION_WORDS.values())})\))")


def erase_students(contact: Contact) -> None:
    """Take the contact away from their students, in the caller's transaction. The students stay."""
    for ra in {row[0] for row in run(THEIRS, contact.id).fetchall()}:
        subject = f"(RA {ra})"
        for line_id, words in run(LINES, len(subject), subject).fetchall():
            run(WRITE, NAMED.sub("contato apagado", words), line_id)
        run(EMPTY, f"Responsável do RA {ra}", f"Aluno do RA {ra}")
    run(FORGET, contact.id)
