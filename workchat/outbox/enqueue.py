"""Something is to be said: the message appears in the ticket and its delivery joins the queue, both or neither."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import Message, Ticket
from workchat.chat.rules import window_left
from workchat.outbox.models import REPLY, Delivery, Lane

OUTSIDE_WINDOW = "A família não escreve há mais de 24 horas, e o WhatsApp só aceita modelos aprovados."
PREVIEW = 200  # characters of a message that the list shows


def enqueue(
    ticket: Ticket,
    body: dict,
    text: str,
    source: str,
    now: datetime,
    author: User | None = None,
    spaced: bool = False,
    after: Delivery | None = None,
    quoted: str | None = None,
    details: dict | None = None,
) -> Delivery:
    """Write one outgoing message and its delivery inside the caller's transaction.

    `body` is Meta's JSON without the recipient, `text` what people read. A text that nobody typed (no author) outside
    the 24-hour window is `skipped`, with the reason, instead of failing at Meta (code 131047).
    """
    message = Message.create(
        ticket=ticket,
        number=ticket.number_id,
        contact=ticket.contact_id,
        direction="out",
        kind=body["type"],
        text=text,
        at=now,
        author=author,
        source=source,
        quoted_id=quoted,
        details=details,
    )
    skipped = author is None and body["type"] != "template" and not window_left(ticket.last_inbound_at, now)
    delivery = Delivery.create(
        number=ticket.number_id,
        lane=Lane.get(Lane.number == ticket.number_id, Lane.kind == REPLY),
        contact=ticket.contact_id,
        message=message,
        body=body,
        status="skipped" if skipped else "queued",
        error=OUTSIDE_WINDOW if skipped else "",
        automatic=author is None,
        spaced=spaced,
        after=after,
        due_at=now,
        created_at=now,
    )
    ticket.touch(last_message_at=now, last_text=text[:PREVIEW])
    return delivery
