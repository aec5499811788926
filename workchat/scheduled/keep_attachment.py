"""A file for a scheduled message is kept as soon as it is good, even when other fields of the page are not."""

import hashlib
from datetime import datetime, timedelta

from workchat.db import db, run
from workchat.scheduled.models import Attachment
from workchat.scheduled.rules import clean_filename, read_file

UNUSED = timedelta(days=2)  # a page left open over a weekend may ask for the file again: that is all it costs
FORGET = """DELETE FROM attachment WHERE created_at < ?
AND NOT EXISTS (SELECT 1 FROM scheduled_message WHERE attachment_id = attachment.id)"""


class NotTaken(Exception):
    """The file cannot be sent. The text says why, in words for the page."""


def keep_attachment(filename: str, content: bytes, now: datetime) -> Attachment:
    """Store a file, and forget those that no message ever used. :raises NotTaken: with the reason."""
    mime, problem = read_file(content)
    if problem:
        raise NotTaken(problem)
    with db.atomic():
        run(FORGET, now - UNUSED)
        return Attachment.create(
            mime=mime,
            filename=clean_filename(filename, mime),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            created_at=now,
        )
