"""The stop rules: a scheduled message that would harm the number pauses itself, says why, and waits for a person."""

from datetime import datetime, timedelta

from workchat.contacts.models import Contact
from workchat.db import run
from workchat.outbox.models import Delivery
from workchat.outbox.rules import Reaction
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.pause import pause_all_of, pause_by_rule

FAILURES_IN_A_ROW = 5
TEMPLATE_CODES = range(132000, 133000)  # Meta: all of them speak of one template, not of the number
STOPS_ALL = ("stop_campaign", "stop_number")
OF_ONE_PERSON = (132005, 132018)  # Meta: what fills it is too long or ill-formed, as this one's name
MARKETING_REST = timedelta(hours=24)

# The neighbours of one delivery in the order of sending, since a person last let it go on.
BEFORE = """SELECT status FROM delivery WHERE scheduled_message_id = ? AND id < ? AND started_at >= ?
AND status NOT IN ('queued', 'skipped', 'cancelled') ORDER BY id DESC LIMIT ?"""
AFTER = """SELECT status FROM delivery WHERE scheduled_message_id = ? AND id > ? AND started_at >= ?
AND status NOT IN ('queued', 'skipped', 'cancelled') ORDER BY id LIMIT ?"""


def holds_back(code: int | None, reaction: Reaction) -> bool:
    """Whether a failure speaks of everybody: the recipient goes back into the queue and the message pauses."""
    return reaction.kind in STOPS_ALL or _is_the_templates(code)


def _is_the_templates(code: int | None) -> bool:
    return (code or 0) in TEMPLATE_CODES and code not in OF_ONE_PERSON


def stop_after(delivery: Delivery, code: int | None, reaction: Reaction, now: datetime) -> None:
    """Look at a failure of one recipient, already written down, and pause what must not go on."""
    message = ScheduledMessage.fetch("WHERE id = ?", delivery.scheduled_message_id)
    if _is_the_templates(code):
        pause_by_rule(message, f"{reaction.words} {reaction.advice}", now)
    elif reaction.kind in STOPS_ALL:
        pause_all_of(delivery.number_id, f"{reaction.words} {reaction.advice}", now)
    elif reaction.kind == "not_before_24h":
        Contact.change({"marketing_rest_until": now + MARKETING_REST}, "WHERE id = ?", delivery.contact_id)
    if _in_a_row(delivery, message) >= FAILURES_IN_A_ROW:
        pause_by_rule(message, f"{FAILURES_IN_A_ROW} falhas seguidas. A última: {reaction.words}", now)


def stop_after_reply(number_id: int, code: int | None, reaction: Reaction, now: datetime) -> None:
    """Look at the failure of somebody's own answer: what WhatsApp holds against the number holds for all messages."""
    if reaction.kind in STOPS_ALL and (code or 0) not in TEMPLATE_CODES:
        pause_all_of(number_id, f"{reaction.words} {reaction.advice}", now)


def _in_a_row(delivery: Delivery, message: ScheduledMessage) -> int:
    """How many failures stand together around this one: some come minutes later, when others have left already."""
    since = message.resumed_at or message.created_at
    run_of = 1 if Delivery.fetch("WHERE id = ? AND status = 'failed'", delivery.id) else 0
    for neighbours in (BEFORE, AFTER):
        rows = run(neighbours, message.id, delivery.id, since, FAILURES_IN_A_ROW - 1).fetchall()
        for (status,) in rows:
            if status != "failed" or not run_of:
                break
            run_of += 1
    return run_of
