"""The next recipient of a scheduled message: looked at once more at the last moment, then made ready to be sent."""

from datetime import datetime

from workchat.chat.models import Message
from workchat.chat.rules import window_left
from workchat.chat.window import last_inbound
from workchat.contacts.models import Contact
from workchat.contacts.rules import mask_cpfs_in
from workchat.db import hold, run
from workchat.outbox.claim import TAKE
from workchat.outbox.models import Delivery
from workchat.outbox.sealed import seal_body
from workchat.scheduled.audience import LEFT_OUT
from workchat.scheduled.fan_out import left_out
from workchat.scheduled.models import Attachment, ScheduledMessage
from workchat.scheduled.pause import pause_by_rule
from workchat.scheduled.render import CannotRender, NothingToSay, Rendered, render
from workchat.settings.models import Settings
from workchat.whatsapp.models import Template

MOST_SKIPPED = 100  # in one transaction; the next look goes on
ERASED = "Ficou de fora: os dados deste contato foram apagados."
RESTING = "O WhatsApp não deixou passar a última mensagem de divulgação a este contato. Espere 24 horas."

NEXT = "WHERE scheduled_message_id = ? AND status = 'queued' AND due_at <= ? ORDER BY id LIMIT 1"
SKIP = "UPDATE delivery SET status = 'skipped', error = ?, finished_at = ? WHERE id = ? AND status = 'queued'"
# Without its content: sixteen megabytes are not read for each recipient.
FILE = "SELECT mime, filename, media_id FROM attachment WHERE id = ?"
OPEN_TICKET = "SELECT id FROM ticket WHERE contact_id = ? AND number_id = ? AND state <> 'closed'"
SHOW = "UPDATE ticket SET version = version + 1 WHERE id = ?"


def prepare_next(message: ScheduledMessage, settings: Settings, now: datetime) -> Delivery | None:
    """Mark the next recipient `sending`, with what they get; who must be left out by now is skipped on the way.

    None: nobody waits, or the message itself cannot go on (then it is paused, with the reason).
    """
    _read_parts(message)
    for _ in range(MOST_SKIPPED):
        delivery = Delivery.fetch(NEXT, message.id, now)
        if delivery is None:
            return None
        contact = Contact.fetch(f"WHERE id = ?{hold()}", delivery.contact_id)
        if contact is None:  # joined with another contact at this instant: the row is theirs now
            continue
        try:
            reason, ready = _judge(message, contact, settings, now)
        except CannotRender as cannot:
            pause_by_rule(message, str(cannot), now)
            return None
        if ready and run(TAKE, now, delivery.id).rowcount:
            return _dress(delivery, message, contact, ready, now)
        run(SKIP, reason, now, delivery.id)
    return None


def _read_parts(message: ScheduledMessage) -> None:
    """What every recipient's message is made of: by peewee's own way to them it costs more than all the rest."""
    if message.template_id:
        message.template = Template.fetch("WHERE id = ?", message.template_id)
    if message.attachment_id:
        mime, filename, media_id = run(FILE, message.attachment_id).fetchone()
        message.attachment = Attachment(id=message.attachment_id, mime=mime, filename=filename, media_id=media_id)


def _judge(
    message: ScheduledMessage, contact: Contact, settings: Settings, now: datetime
) -> tuple[str, Rendered | None]:
    """Why this contact gets nothing, or what they get. :raises CannotRender: nobody can get it any more."""
    reason = _left_out_now(message, contact, now)
    try:
        return reason, None if reason else render(message, contact, settings)
    except NothingToSay as nothing:
        return str(nothing), None


def _left_out_now(message: ScheduledMessage, contact: Contact, now: datetime) -> str:
    """Why this contact must not get it any more, or ""."""
    if contact.erased_at:
        return ERASED
    if contact.opted_out_at:
        return left_out(LEFT_OUT["opted_out"])
    if not contact.wa_id and not contact.bsuid:
        return left_out(LEFT_OUT["no_phone"])
    if message.content == "text" and not window_left(last_inbound(contact.id, message.number_id), now):
        return left_out(LEFT_OUT["outside_window"])
    if contact.marketing_rest_until and contact.marketing_rest_until > now and _is_marketing(message):
        return RESTING
    return ""


def _is_marketing(message: ScheduledMessage) -> bool:
    return message.content == "template" and bool(message.template_id) and message.template.category == "MARKETING"


def _dress(delivery: Delivery, message: ScheduledMessage, contact: Contact, ready: Rendered, now: datetime) -> Delivery:
    """Write what this contact gets, as it leaves and as the school sees it."""
    shown = mask_cpfs_in(ready.text)
    bubble = delivery.message_id or _bubble(message, contact, ready.body["type"], shown, now)
    body = ready.body if shown == ready.text else seal_body(ready.body)
    Delivery.change({"body": body, "message": bubble}, "WHERE id = ?", delivery.id)
    taken = {"status": "sending", "attempts": delivery.attempts + 1, "started_at": now, "body": body}
    for name, value in taken.items():
        setattr(delivery, name, value)
    delivery.message_id = bubble
    return delivery


def _bubble(message: ScheduledMessage, contact: Contact, kind: str, text: str, now: datetime) -> int:
    """What the conversation shows, if one is open; and what the family quotes when they answer."""
    open_ticket = run(OPEN_TICKET, contact.id, message.number_id).fetchone()
    ticket_id = open_ticket[0] if open_ticket else None
    file = message.attachment.filename if message.attachment_id else None
    bubble = Message.put(
        ticket=ticket_id, number=message.number_id, contact=contact, direction="out", kind=kind, text=text, at=now,
        source="scheduled", details={"file": file} if file else None, created_at=now,
    )  # fmt: skip
    if ticket_id:
        run(SHOW, ticket_id)
    return bubble.id
