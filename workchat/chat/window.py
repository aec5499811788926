"""When did this person last write to this number? That opens WhatsApp's 24-hour window for free text.

Words kept in no ticket open it too: thanks for a scheduled message, SAIR, a reaction (Meta: each message of the user).
"""

from datetime import datetime

from workchat.chat.rules import WINDOW
from workchat.db import moment, run

LAST_INBOUND = """SELECT MAX(at) FROM (
SELECT MAX(last_inbound_at) AS at FROM ticket WHERE contact_id = ? AND number_id = ?
UNION ALL SELECT MAX(at) FROM message WHERE contact_id = ? AND number_id = ?
    AND ticket_id IS NULL AND direction = 'in' AND kind NOT IN ('system', 'system_other')) AS heard"""

# A condition for statements over many people: true for the row of a table or alias named `contact` whose window on one
# number is open. Its four values come from `window_values`.
IN_WINDOW = """(EXISTS (SELECT 1 FROM ticket WHERE ticket.contact_id = contact.id AND ticket.number_id = ?
    AND ticket.last_inbound_at > ?)
OR EXISTS (SELECT 1 FROM message WHERE message.contact_id = contact.id AND message.number_id = ? AND message.at > ?
    AND message.ticket_id IS NULL AND message.direction = 'in' AND message.kind NOT IN ('system', 'system_other')))"""


def last_inbound(contact_id: int, number_id: int) -> datetime | None:
    """When the contact last wrote to that number, in a ticket or outside (naive UTC); None = never. One statement."""
    return moment(run(LAST_INBOUND, contact_id, number_id, contact_id, number_id).fetchone()[0])


def window_values(number_id: int, now: datetime) -> tuple[int, datetime, int, datetime]:
    """The values of IN_WINDOW, in its order."""
    return number_id, now - WINDOW, number_id, now - WINDOW
