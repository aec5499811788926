"""Something is to be said: the message appears in the ticket and its delivery joins the queue, both or neither."""

from dataclasses import dataclass
from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.models import PREVIEW, Message, Ticket
from workchat.chat.rules import window_left
from workchat.chat.window import last_inbound
from workchat.contacts.rules import mask_cpfs_in
from workchat.db import run
from workchat.outbox.models import REPLY, Delivery
from workchat.outbox.sealed import seal_body

REPLIES = "SELECT id FROM lane WHERE number_id = ? AND kind = ?"
SPACED_TO_THEM = "WHERE contact_id = ? AND lane_id = ? AND status = 'queued' AND spaced"
OUTSIDE_WINDOW = "A família não escreve há mais de 24 horas, e o WhatsApp só aceita modelos aprovados."


@dataclass(frozen=True)
class Outgoing:
    """What is to be sent. `body` is Meta's JSON without the recipient, `text` what people read, `source` the setting
    it comes from or "agent". Without `author` nobody typed it. `spaced`: a sweep or a mass closing caused it.
    """

    body: dict
    text: str
    source: str
    author: User | None = None
    spaced: bool = False
    after: Delivery | None = None  # the bubble before, whose `delivered` it waits for
    quoted: str | None = None  # WhatsApp id
    details: dict | None = None


def enqueue(ticket: Ticket, outgoing: Outgoing, now: datetime) -> Delivery:
    """Write one outgoing message and its delivery inside the caller's transaction.

    A text that nobody typed outside the 24-hour window is `skipped`, with the reason, instead of failing at Meta
    (code 131047).
    """
    message = _message(outgoing, now, ticket=ticket, number=ticket.number_id, contact=ticket.contact_id)
    delivery = _queue(message, outgoing, ticket.last_inbound_at, now)
    ticket.touch(last_message_at=now, last_text=message.text[:PREVIEW])
    return delivery


def enqueue_to(contact_id: int, number_id: int, outgoing: Outgoing, now: datetime) -> Delivery:
    """As `enqueue`, without a ticket: what is said stays with the contact."""
    message = _message(outgoing, now, number=number_id, contact=contact_id)
    return _queue(message, outgoing, last_inbound(contact_id, number_id), now)


def _queue(message: Message, outgoing: Outgoing, heard_at: datetime | None, now: datetime) -> Delivery:
    skipped = outgoing.author is None and outgoing.body["type"] != "template" and not window_left(heard_at, now)
    delivery = Delivery.put(
        number=message.number_id,
        lane=run(REPLIES, message.number_id, REPLY).fetchone()[0],
        contact=message.contact_id,
        message=message,
        body=outgoing.body if message.text == outgoing.text else seal_body(outgoing.body),
        status="skipped" if skipped else "queued",
        error=OUTSIDE_WINDOW if skipped else "",
        automatic=outgoing.author is None,
        spaced=outgoing.spaced,
        after=outgoing.after,
        due_at=now,
        created_at=now,
    )
    _hurry(delivery)
    return delivery


def _hurry(delivery: Delivery) -> None:
    """A person's answer would wait behind an earlier text of a sweep: that one no longer waits for its turn."""
    if delivery.automatic:
        return
    Delivery.change({"spaced": False}, SPACED_TO_THEM, delivery.contact_id, delivery.lane_id)


def _message(outgoing: Outgoing, now: datetime, **whose: Ticket | int) -> Message:
    return Message.put(
        **whose,
        direction="out",
        kind=outgoing.body["type"],
        text=mask_cpfs_in(outgoing.text),
        at=now,
        author=outgoing.author,
        source=outgoing.source,
        quoted_id=outgoing.quoted,
        details=outgoing.details,
        created_at=now,
    )
