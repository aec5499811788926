"""What is about to leave is made whole: to where the contact is now, or why it cannot leave."""

from datetime import datetime

from workchat.chat.rules import window_left
from workchat.chat.window import last_inbound
from workchat.db import AWAY, run
from workchat.outbox.claim import Claim
from workchat.outbox.models import Delivery
from workchat.outbox.sealed import open_body
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import Refused
from workchat.whatsapp.compose import address

NO_PHONE = 131062  # as Meta would say it
ADDRESS = """SELECT contact.wa_id, contact.bsuid, message.quoted_id FROM delivery
JOIN contact ON contact.id = delivery.contact_id LEFT JOIN message ON message.id = delivery.message_id
WHERE delivery.id = ?"""


def ready(taken: Claim) -> dict | Refused | None:
    """The body, why it cannot be sent, or None: it is not sent now (its window closed, or the database went away)."""
    try:
        return None if outside_window(taken.delivery, taken.at) else addressed(taken.delivery)
    except Refused as refused:
        return refused
    except AWAY:
        return None


def addressed(delivery: Delivery) -> dict:
    """The whole body of what leaves now, to where the contact is now: the phone may have changed since it was written.

    :raises Refused: when the contact has no address, or the body cannot be opened any more.
    """
    wa_id, bsuid, quoted = run(ADDRESS, delivery.id).fetchone()
    digits = delivery.dial or wa_id
    to = {"to": f"+{digits}"} if digits else {"recipient": bsuid}
    try:
        return address(open_body(delivery.body), key=delivery.key, quoted=quoted, **to)
    except (CannotUnseal, ValueError) as error:
        raise Refused(NO_PHONE, 400, "address") from error


def outside_window(delivery: Delivery, now: datetime) -> bool:
    """An automatic text whose window closed while it waited, as after an outage."""
    if not delivery.automatic or delivery.body["type"] == "template":
        return False
    return not window_left(last_inbound(delivery.contact_id, delivery.number_id), now)
