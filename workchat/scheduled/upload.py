"""The image or PDF of a scheduled message goes to WhatsApp before the first recipient's turn, once for all of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from peewee import JOIN

from workchat.outbox.rules import reaction
from workchat.outbox.settle import stop_number
from workchat.scheduled.models import DRAFT, SCHEDULED, SENDING, Attachment, ScheduledMessage
from workchat.scheduled.pause import pause_by_rule
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import NotSent, Refused, Uncertain

AHEAD = timedelta(hours=1)  # before its time, so that it begins at its time
VALID = timedelta(days=25)  # of the 30 days that Meta keeps it
TESTED_FOR = timedelta(hours=1)  # a draft's file is uploaded while somebody works on it
REFUSED = "O WhatsApp não aceitou o arquivo desta mensagem. Troque o arquivo por outro JPEG, PNG ou PDF."


def upload_all_due(now: datetime, api_of: Callable) -> int:
    """Upload what is wanted soon and is not there (any more); returns how many. Waits for the network: own thread."""
    return sum(_upload(message, now, api_of) for message in _wanted(now))


def _wanted(now: datetime):
    """Of messages that are being sent, begin within the hour, or are drafts that somebody is testing."""
    m, a = ScheduledMessage, Attachment
    soon = (m.state == SENDING) | ((m.state == SCHEDULED) & (m.due_at <= now + AHEAD))
    tested = (m.state == DRAFT) & (a.wanted_at >= now - TESTED_FOR)
    gone = a.media_id.is_null() | a.number.is_null() | (a.number != m.number) | (a.uploaded_at < now - VALID)
    about = (a.id, a.mime, a.filename, a.error)  # the file itself is read when it is sent, not every few seconds
    return list(m.select(m, *about).join(a, JOIN.INNER).where(soon | tested, gone).order_by(m.due_at))


def _upload(message: ScheduledMessage, now: datetime, api_of: Callable) -> bool:
    number, file = message.number, message.attachment
    if file.error:
        pause_by_rule(message, file.error, now)
    if file.error or number.stopped_at or not number.active:
        return False
    try:
        content = Attachment.select(Attachment.content).where(Attachment.id == file.id).scalar()
        media_id = api_of(number).upload_media(number.phone_number_id, file.mime, file.filename, bytes(content))
    except (NotSent, Uncertain, CannotUnseal, ValueError):
        return False  # tried again the next time
    except Refused as refused:
        _refused(message, refused, now)
        return False
    changes = {"media_id": media_id, "number": number, "uploaded_at": now, "error": ""}
    Attachment.update(changes).where(Attachment.id == file.id).execute()
    return True


def _refused(message: ScheduledMessage, refused: Refused, now: datetime) -> None:
    """The number is at fault, or the file; anything else passes, and the next time may do."""
    meaning = reaction(refused.code, refused.http, attempts=1)
    if meaning.kind == "stop_number":
        stop_number(message.number_id, f"{meaning.words} {meaning.advice}", now)
    elif meaning.kind == "permanent":
        Attachment.update(error=REFUSED).where(Attachment.id == message.attachment_id).execute()
        pause_by_rule(message, REFUSED, now)
