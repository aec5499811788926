"""What became of a delivery: it left, it was refused, it goes back to the queue. Always forward, never twice."""

from datetime import datetime, timedelta

from workchat.chat.models import Message
from workchat.contacts.opt_out import opt_out
from workchat.contacts.rules import ninth_digit_variant, phone_key
from workchat.db import run
from workchat.log import WARNING, tell
from workchat.outbox import rules
from workchat.outbox.models import Delivery
from workchat.scheduled.pause import pause_all_of
from workchat.scheduled.reopen import reopen
from workchat.scheduled.stop import holds_back, stop_after, stop_after_reply
from workchat.whatsapp.answers import Sent
from workchat.whatsapp.models import Number

PAUSES_NUMBER = ("pause_number", "pause_account")
STILL_OURS = "WHERE id = ? AND status IN ('queued', 'sending', 'unknown')"  # no proof yet that WhatsApp has it
# Shown as uncertain meanwhile, as by a clock that was set back: who made the try knows better.
UNDER_WAY = "WHERE id = ? AND status IN ('sending', 'unknown')"
HELD = "Retida pela Meta: ela confere os primeiros envios antes de entregar os outros."
WITHOUT_ID = "WHERE id = ? AND wa_id IS NULL"
SHOW = "UPDATE ticket SET version = version + 1 WHERE id = (SELECT ticket_id FROM message WHERE id = ?)"
LEARN_PHONE = """UPDATE contact SET wa_id = ? WHERE id = ? AND phone_key = ?
AND NOT EXISTS (SELECT 1 FROM contact other WHERE other.wa_id = ?)"""


def sent(delivery: Delivery, answer: Sent, now: datetime) -> None:
    """WhatsApp accepted it. A status may have come before this answer: then only what is missing is added."""
    held = {"error": HELD} if answer.held else {}
    Delivery.change({"status": "sent", "sent_at": now, "finished_at": now, **held}, STILL_OURS, delivery.id)
    learn_id(delivery, answer.id)
    show(delivery)
    _learn_phone(delivery.contact_id, answer.wa_id)


def learn_id(delivery: Delivery, wa_id: str) -> None:
    """Keep WhatsApp's id of the message: ticks, quotes and reactions find it by that."""
    Delivery.change({"wa_id": wa_id}, WITHOUT_ID, delivery.id)
    if delivery.message_id:
        Message.change({"wa_id": wa_id}, WITHOUT_ID, delivery.message_id)


def forget_id(delivery: Delivery, **changes: str) -> None:
    """A further attempt gets an id of its own."""
    Delivery.update(wa_id=None, **changes).where(Delivery.id == delivery.id).execute()
    Message.update(wa_id=None).where(Message.id == delivery.message_id).execute()


def skip(delivery: Delivery, why: str) -> None:
    """It did not leave, and is not to leave any more."""
    changes = {"status": "skipped", "error": why, "advice": ""}
    Delivery.change(changes, UNDER_WAY, delivery.id)
    show(delivery)


def put_back(delivery: Delivery, now: datetime, due_at: datetime | None = None, called: bool = True) -> None:
    """It did not leave, for sure: back to the queue. A try in which nothing was `called` does not count."""
    changes = {"status": "queued", "error": "", "advice": "", "finished_at": None}
    if not called:
        # No try is under way: a late `sent` of the try before must not pass for one of this (confirm.py).
        changes |= {"attempts": Delivery.attempts - 1, "started_at": None}
    if due_at:
        changes["due_at"] = due_at
    back = Delivery.update(changes).where(Delivery.id == delivery.id, Delivery.status.in_(("sending", "unknown")))
    if back.execute() and delivery.scheduled_message_id:
        reopen(delivery.scheduled_message_id, now)
    show(delivery)


def refuse(delivery: Delivery, code: int | None, http: int | None, now: datetime) -> timedelta:
    """WhatsApp refused it: react by Meta's code. Returns how long the whole number must pause."""
    reaction = rules.reaction(code, http, delivery.attempts)
    if _dial_other_form(delivery, reaction, now) or _later(delivery, reaction, now):
        pause = reaction.delay_seconds if reaction.kind in PAUSES_NUMBER else 0
        return timedelta(seconds=pause or 0)
    if reaction.kind == "stop_number":
        stop_number(delivery.number_id, f"{reaction.words} {reaction.advice}", now)
    if reaction.kind == "stop_number" or (delivery.scheduled_message_id and holds_back(code, reaction)):
        put_back(delivery, now)  # it waits until a person mended the number, or let the others go on
    else:
        fail(delivery, code, reaction, now)
    if delivery.scheduled_message_id:
        stop_after(delivery, code, reaction, now)
    else:
        stop_after_reply(delivery.number_id, code, reaction, now)
    return timedelta(0)


def fail(delivery: Delivery, code: int | None, reaction: rules.Reaction, now: datetime) -> None:
    """It will not arrive: say why, in words, and what to do."""
    changes = {
        "status": "failed",
        "finished_at": now,
        "error_code": code,
        "error": reaction.words,
        "advice": reaction.advice,
    }
    alive = Delivery.status.not_in(("delivered", "read", "failed", "cancelled", "skipped"))
    Delivery.update(changes).where(Delivery.id == delivery.id, alive).execute()
    if reaction.kind == "opt_out":
        opt_out(delivery.contact_id, "pediu ao WhatsApp", now)
    show(delivery)


def stop_number(number_id: int, why: str, now: datetime) -> None:
    """Nothing more leaves by this number until a person acts; every page says so."""
    stopped = Number.update(stopped_at=now, stopped_why=why).where(Number.id == number_id, Number.stopped_at.is_null())
    if stopped.execute():
        tell("number stopped", WARNING, number=number_id)
    pause_all_of(number_id, f"O número foi parado: {why}", now)


def show(delivery: Delivery) -> None:
    """Let the open pages see the change: ticks are part of the ticket's version."""
    run(SHOW, delivery.message_id)


def _later(delivery: Delivery, reaction: rules.Reaction, now: datetime) -> bool:
    if reaction.delay_seconds is None or reaction.kind == "not_before_24h":
        return False
    put_back(delivery, now, due_at=now + timedelta(seconds=reaction.delay_seconds))
    return True


def _dial_other_form(delivery: Delivery, reaction: rules.Reaction, now: datetime) -> bool:
    """An older account answers to the phone without (or with) the ninth digit: tried once (Meta: the ninth digit)."""
    if reaction.kind != "other_form" or delivery.dial or not delivery.contact.wa_id:
        return False
    other = ninth_digit_variant(delivery.contact.wa_id)
    if other is None:
        return False
    changes = {"status": "queued", "dial": other, "wa_id": None, "error": "", "advice": "", "finished_at": None}
    Delivery.update(changes).where(Delivery.id == delivery.id).execute()
    if delivery.scheduled_message_id:
        reopen(delivery.scheduled_message_id, now)
    return True


def _learn_phone(contact_id: int, wa_id: str | None) -> None:
    """The answer's wa_id is the canonical ninth-digit form, unless another contact already has it."""
    if wa_id:
        run(LEARN_PHONE, wa_id, contact_id, phone_key(wa_id), wa_id)
