"""Files that families sent: fetched at once, because WhatsApp throws them away after seven days."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from workchat.chat.models import Media, Message, Ticket
from workchat.config import MEBIBYTE
from workchat.vault import CannotUnseal
from workchat.whatsapp.answers import CloudError, Refused, TooLarge
from workchat.whatsapp.models import Number

LARGEST = 100 * MEBIBYTE  # Meta's own limit for a document
TRIES = 8
BATCH = 20
TOO_LARGE = "O arquivo é grande demais para guardar."
GONE = "O WhatsApp não entregou mais este arquivo. Peça para enviar de novo."
CHANGED = "O arquivo chegou diferente do que foi enviado. Peça para enviar de novo."


def fetch_media_all_due(now: datetime, api_of: Callable, instance: Path) -> int:
    """Fetch what is due; returns how many were stored. A failure is tried again, later and later, for days."""
    usable = (Media.state == "waiting") & (Media.due_at <= now) & Number.active
    due = Media.select(Media, Message, Number).join(Message).join(Number).where(usable).order_by(Media.due_at)
    return sum(_fetch(media, api_of, instance / "media", now) for media in list(due.limit(BATCH)))


def _fetch(media: Media, api_of: Callable, folder: Path, now: datetime) -> bool:
    """The name on disk is random: what a stranger named a file never becomes a path."""
    folder.mkdir(parents=True, exist_ok=True)
    stored_as = secrets.token_hex(16)
    try:
        api = api_of(media.message.number)
        found = api.media_url(media.media_id, media.message.number.phone_number_id)
        with (folder / stored_as).open("xb") as into:
            got = api.download(found.url, LARGEST, into)
    except TooLarge:
        return _give_up(media, folder / stored_as, TOO_LARGE)
    except (CloudError, OSError, CannotUnseal, ValueError) as error:  # the last two: a token that nobody can use
        gone = media.attempts + 1 >= TRIES or (isinstance(error, Refused) and error.http == 404)
        return _give_up(media, folder / stored_as, GONE) if gone else _later(media, folder / stored_as, now)
    if media.sha256 and not got.matches(media.sha256):
        return _give_up(media, folder / stored_as, CHANGED)
    mime = media.mime or got.mime
    stored = _write(media, state="stored", stored_as=stored_as, size=got.size, mime=mime, error="")
    if not stored:  # another worker was faster, and its file is the one that is known
        (folder / stored_as).unlink()
    return stored


def _give_up(media: Media, part: Path, error: str) -> bool:
    part.unlink(missing_ok=True)
    _write(media, state="failed", error=error)
    return False


def _later(media: Media, part: Path, now: datetime) -> bool:
    part.unlink(missing_ok=True)
    wait = timedelta(seconds=15 * 4 ** min(media.attempts, 6))
    Media.update(attempts=media.attempts + 1, due_at=now + wait).where(Media.id == media.id).execute()
    return False


def _write(media: Media, **changes: object) -> bool:
    """False: somebody wrote what became of it before us."""
    waiting = (Media.id == media.id) & (Media.state == "waiting")
    if not Media.update(attempts=media.attempts + 1, **changes).where(waiting).execute():
        return False
    Ticket.update(version=Ticket.version + 1).where(Ticket.id == media.message.ticket_id).execute()
    return True
