"""A scheduled message that left to Marta, as the paced sender leaves it behind."""

from datetime import datetime

from tests.desk import Desk
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.scheduled.models import ScheduledMessage
from workchat.whatsapp.models import Number

TEXT = "Reunião de pais na quinta, às 19h.\n\nPara não receber mais, responda SAIR."


def scheduled_to(
    desk: Desk,
    person: Contact,
    sent_at: datetime | None = None,
    wa_id: str = "wamid.scheduled",
    ticket: Ticket | None = None,
    status: str = "delivered",
    number: Number | None = None,
) -> Delivery:
    """`sent_at`: naive UTC, the desk's now when None."""
    number, at = number or desk.cast.number, sent_at or desk.now
    many = ScheduledMessage.create(title="Reunião", number=number, text=TEXT, state="done", created_at=utcnow())
    bubble = Message.put(
        ticket=ticket, number=number, contact=person, direction="out", kind="text", text=TEXT, wa_id=wa_id, at=at,
        source="scheduled",
    )  # fmt: skip
    lane = Lane.get(Lane.number == number, Lane.kind == BULK)
    return Delivery.put(
        number=number, lane=lane, contact=person, message=bubble, scheduled_message=many, body={"type": "text"},
        status=status, due_at=at, started_at=at, sent_at=at, finished_at=at, wa_id=wa_id,
    )  # fmt: skip
