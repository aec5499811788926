"""A recipient is back in the queue, perhaps after the message ended: it goes on for them, or they do not get it."""

from datetime import datetime

from workchat.scheduled.models import CANCELLED, DONE, SENDING, ScheduledMessage
from workchat.scheduled.record import change_state, held, record
from workchat.scheduled.wake import wake


def reopen(message_id: int, now: datetime) -> None:
    """Inside the transaction that put a recipient back. A cancelled message is emptied once more.

    WhatsApp's refusal may come minutes after it took a message, when nobody else waited any more.
    """
    message = held(message_id)
    if message.state == DONE:
        change_state(message, (DONE,), state=SENDING, finished_at=None)
        record(message, None, now, "Continuou", "O WhatsApp não entregou a um contato, que voltou para a fila.")
        wake(message.number_id)
    elif message.state == CANCELLED:
        ScheduledMessage.change({"finished_at": None}, "WHERE id = ?", message_id)
