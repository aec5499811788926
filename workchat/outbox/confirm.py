"""Receipts: WhatsApp says that a message left, arrived, was read or failed; and what was never proved is shown."""

from datetime import datetime

from workchat.db import hold
from workchat.outbox import rules
from workchat.outbox.models import Delivery
from workchat.outbox.settle import forget_id, learn_id, refuse, show
from workchat.whatsapp.models import Number
from workchat.whatsapp.updates import StatusUpdate

UNPROVED = "O WhatsApp não confirmou se esta mensagem saiu."
UNPROVED_ADVICE = "Pergunte à família se ela chegou. Se não chegou, envie de novo."


def confirm(update: StatusUpdate, number: Number, now: datetime) -> None:
    """Move the delivery forward (sent < delivered < read). An unknown id is normal: sent from elsewhere."""
    delivery = _find(update, number)
    if delivery is None:
        return
    if update.status == "failed":
        _failed(delivery, update, now)
    elif update.status != "sent" or not _is_over(delivery, update):
        _left(delivery, update, now)


def _left(delivery: Delivery, update: StatusUpdate, now: datetime) -> None:
    """It left, at the least: a proof also where the answer to the call was lost."""
    if delivery.wa_id is None:
        learn_id(delivery, update.id)
    at, status = min(update.at or now, now), "read" if update.status == "played" else update.status
    if rules.forward(delivery.status, status):
        changes = {"status": status, "error": "", "advice": "", "finished_at": delivery.finished_at or now}
        if delivery.sent_at is None:
            changes["sent_at"] = at
        Delivery.change(changes, "WHERE id = ?", delivery.id)
        show(delivery)
    if status == "sent" and delivery.automatic and delivery.sent_at:
        # Answers bear WhatsApp's time: a question must be dated by the same clock, whatever ours says.
        Delivery.change({"sent_at": at}, "WHERE id = ?", delivery.id)


def _find(update: StatusUpdate, number: Number) -> Delivery | None:
    """By WhatsApp's id, else by our own key: then this status is the only proof that the message left."""
    delivery = _held("wa_id", update.id, number)
    if delivery or not update.key:
        return delivery
    ours, _, _attempt = update.key.partition(".")
    return _held("id", int(ours), number) if ours.isdecimal() else None


def _held(column: str, value: object, number: Number) -> Delivery | None:
    """Held until the transaction ends: of two ticks at the same instant, the lesser must not overwrite the greater."""
    return Delivery.fetch(f"WHERE {column} = ? AND number_id = ?{hold()}", value, number.id)


def _is_of_an_older_try(delivery: Delivery, update: StatusUpdate) -> bool:
    return (update.key or "").partition(".")[2] not in ("", str(delivery.attempts))


def _is_over(delivery: Delivery, update: StatusUpdate) -> bool:
    """A `sent` that comes after its own `failed` (Meta keeps no order) says nothing of the next try."""
    failed = delivery.status == "queued" and delivery.started_at is None
    return failed or _is_of_an_older_try(delivery, update)


def _failed(delivery: Delivery, update: StatusUpdate, now: datetime) -> None:
    """A failure speaks of one attempt: an older attempt's failure must not undo the newer one."""
    if delivery.status not in ("sending", "sent", "unknown") or _is_of_an_older_try(delivery, update):
        return
    # From here on it is as if the call itself had been refused.
    forget_id(delivery, status="sending")
    refuse(delivery, update.error_code, None, now)
    # The answer to the call may still be on its way: it speaks of a try that is over (deliver.finish).
    Delivery.change({"started_at": None}, "WHERE id = ? AND status = 'queued'", delivery.id)


def give_up_on_proof_all_due(now: datetime) -> int:
    """Deliveries caught in `sending` without proof for 15 minutes become `unknown`, for a person to decide.

    Never resent by itself: it may have arrived. Returns how many.
    """
    long_ago = Delivery.started_at <= now - rules.PROOF_WAIT
    some_day = Delivery.started_at > now + rules.LEASE  # the clock went back: nobody knows since when
    rows = list(Delivery.select().where(Delivery.status == "sending", long_ago | some_day))
    for delivery in rows:
        changes = {"status": "unknown", "error": UNPROVED, "advice": UNPROVED_ADVICE, "finished_at": now}
        Delivery.update(changes).where(Delivery.id == delivery.id, Delivery.status == "sending").execute()
        show(delivery)
    return len(rows)


def send_again(delivery: Delivery, now: datetime) -> bool:
    """A person decided to send an uncertain or failed message once more. False when it meanwhile arrived."""
    again = Delivery.status.in_(("unknown", "failed"))
    changes = {"status": "queued", "due_at": now, "error": "", "advice": "", "error_code": None, "dial": None}
    moved = Delivery.update(changes).where(Delivery.id == delivery.id, again).execute()
    if moved:
        forget_id(delivery)
        show(delivery)
    return bool(moved)
