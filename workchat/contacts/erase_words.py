"""The words of an erased person go: messages, what was sent, what they answered, and what the history says of them."""

from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact
from workchat.contacts.write_details import subject_of
from workchat.db import run
from workchat.intake.models import Consent
from workchat.vault import vault

ERASED = "erased"  # the kind of a message whose words are gone, and of the body of what was sent
EMPTY = '{"type": "erased"}'

# WhatsApp's ids of messages contain the phone (wamid, base64). A late tick must not bring one back: the delivery keeps
# a word of its own in that place.
MESSAGES = """UPDATE message SET text = '', details = NULL, quoted_id = NULL, wa_id = NULL, kind = ?
WHERE contact_id = ?"""
DELIVERIES = "UPDATE delivery SET body = ?, dial = NULL, wa_id = 'erased.' || id WHERE contact_id = ?"


def erase_messages(contact: Contact) -> None:
    """All that stands in their tickets, notes of the school too: what is left is who wrote when."""
    run(MESSAGES, ERASED, contact.id)


def erase_deliveries(contact: Contact) -> None:
    run(DELIVERIES, EMPTY, contact.id)


def erase_consents(contact: Contact) -> None:
    """The proof stays (LGPD art. 8 §2): which terms, which answer, when. Ids as keyed hashes, which only compare."""
    for row in Consent.select().where(Consent.contact == contact):
        row.raw_answer = ""
        row.question_wa_id, row.answer_wa_id = _hashed(row.question_wa_id), _hashed(row.answer_wa_id)
        row.save(only=["raw_answer", "question_wa_id", "answer_wa_id"])


def erase_history(contact: Contact) -> None:
    """That something was changed, when and by whom stays; from what to what does not."""
    mine = (AuditEntry.area == "contacts") & (AuditEntry.subject == subject_of(contact.id))
    AuditEntry.update(before="", after="").where(mine).execute()


def _hashed(wa_id: str | None) -> str | None:
    return vault.fingerprint(wa_id) if wa_id else None
