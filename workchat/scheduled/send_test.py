""" "Enviar teste para mim": one person gets the message now, as a contact would, before anybody else does."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.contacts.kept_silence import is_silenced
from workchat.contacts.models import Contact, find
from workchat.contacts.rules import e164, phone_key
from workchat.db import db
from workchat.outbox.enqueue import Outgoing, enqueue_to
from workchat.outbox.models import Delivery
from workchat.scheduled.models import Attachment, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.render import CannotRender, NothingToSay, render
from workchat.scheduled.student_values import SAMPLE
from workchat.settings.models import Settings

NO_PHONE = "Digite um telefone com DDD. Exemplo: (11) 98765-4321."
NOT_UPLOADED = "O arquivo ainda está sendo enviado ao WhatsApp. Tente de novo em alguns segundos."


def send_test(message: ScheduledMessage, user: User, phone: str, now: datetime) -> Delivery:
    """Send it to the phone of the person who asks, ahead of the queue; the phone is remembered for next time.

    :raises NotNow: the phone is none, the file is not at WhatsApp yet, or the message cannot be filled.
    """
    number = e164(phone)
    if number is None:
        raise NotNow(NO_PHONE)
    file = message.attachment if message.attachment_id else None
    if file and (file.media_id is None or file.number_id != message.number_id):
        Attachment.update(wanted_at=now).where(Attachment.id == file.id).execute()  # the worker uploads it now
        raise NotNow(file.error or NOT_UPLOADED)
    with db.atomic():
        User.update(phone=number).where(User.id == user.id).execute()
        contact = find(number[1:], None) or _unsaved(number[1:], user, now)
        try:
            # A colleague has no students, and no real child's name goes to a phone that somebody typed.
            ready = render(message, contact, Settings.current(), SAMPLE)
        except (CannotRender, NothingToSay) as error:
            raise NotNow(str(error)) from error
        outgoing = Outgoing(ready.body, ready.text, "test", author=user)
        return enqueue_to(contact.id, message.number_id, outgoing, now)


def _unsaved(wa_id: str, user: User, now: datetime) -> Contact:
    """Somebody of the school is no contact of the school: not in the list, but a message needs a recipient."""
    key = phone_key(wa_id)
    contact = Contact(wa_id=wa_id, phone_key=key, opted_out_at=is_silenced(key), created_at=now)
    contact.rename(user.name)
    contact.save()
    return contact
