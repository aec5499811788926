"""The school uploads a file, and the pretended WhatsApp keeps it when it is one of those that Meta takes.

Kinds and sizes: Meta's Cloud API, media, Graph v25.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from workchat.simulator.models import SimulatedMedia
from workchat.simulator.refusals import Wrong

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE  # of a whole upload here; Meta's documents may have 100 MB
PREFIX = "75"  # of the ids; those of the invented people's own files begin otherwise
OFFICE = "application/vnd.openxmlformats-officedocument."
MOST = {
    "image/jpeg": 5 * MEGABYTE, "image/png": 5 * MEGABYTE, "image/webp": 500 * 1024,
    **dict.fromkeys(("audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"), 16 * MEGABYTE),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * MEGABYTE),
    **dict.fromkeys(
        ("application/pdf", "text/plain", "application/msword", "application/vnd.ms-excel",
         "application/vnd.ms-powerpoint", OFFICE + "wordprocessingml.document", OFFICE + "spreadsheetml.sheet",
         OFFICE + "presentationml.presentation"), 100 * MEGABYTE,
    ),
}  # fmt: skip
BEGINS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF-"}
FAMILY = {"image": ("image/jpeg", "image/png"), "sticker": ("image/webp",), "video": ("video/mp4", "video/3gpp")}


@dataclass(frozen=True)
class Upload:
    """What came in a multipart POST. `file` None: there was none."""

    product: str
    mime: str
    filename: str
    content: bytes | None


def take_file(upload: Upload | None, now: datetime) -> str:
    """Keep the file; returns its id.

    :raises Wrong: with Meta's code when it is not taken.
    """
    if upload is None or upload.product != "whatsapp":
        raise Wrong(100, "The parameter messaging_product is required.")
    if upload.content is None or upload.mime not in MOST:
        raise Wrong(100, f"Param file must be a file with one of the following types: {', '.join(MOST)}.")
    if not upload.content or len(upload.content) > MOST[upload.mime]:
        raise Wrong(131053, f"File size is not allowed. Received file of size {len(upload.content)} bytes.")
    if not upload.content.startswith(BEGINS.get(upload.mime, b"")):
        raise Wrong(131053, f"The file is not of the type {upload.mime}.")
    media_id = PREFIX + str(secrets.randbelow(10**14)).zfill(14)
    SimulatedMedia.create(media_id=media_id, mime=upload.mime, filename=upload.filename, content=upload.content, at=now)
    return media_id


def check_file(kind: str, part: dict) -> None:
    """Whether a message's file, when it goes by id, is here and of its kind. 131053 when not."""
    if not part.get("id"):
        return
    row = SimulatedMedia.select(SimulatedMedia.mime).where(SimulatedMedia.media_id == str(part["id"])).first()
    if row is None:
        raise Wrong(131053, "Media id not found: upload it again.")
    if row.mime not in FAMILY.get(kind, (row.mime,)):
        raise Wrong(131053, f"A file of the type {row.mime} cannot be sent as {kind}.")
