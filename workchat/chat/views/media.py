"""Files that families sent, for those who may see the ticket, and never opened inside our pages."""

from flask import abort, current_app, send_file

from workchat.accounts.session import requires
from workchat.chat.models import Media, Message
from workchat.chat.views import blueprint, find

NAMELESS = {"image": "imagem", "audio": "audio", "video": "video", "sticker": "figurinha"}


@blueprint.get("/media/<int:media_id>")
@requires("chat.use")
def media(media_id: int):
    row = Media.select(Media, Message).join(Message).where(Media.id == media_id).first() or abort(404)
    find(row.message.ticket_id or 0)
    path = current_app.config["SCHOOL"].instance / "media" / (row.stored_as or "-")
    if row.state != "stored" or not path.is_file():
        abort(404)
    answer = send_file(path, "application/octet-stream", as_attachment=True, download_name=name_of(row), max_age=0)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def name_of(row: Media) -> str:
    """The name the family gave the file, without path; else what it is, with its protocol."""
    given = "".join(c for c in row.filename if c.isprintable()).replace("\\", "/").split("/")[-1].strip(". ")
    ending = row.mime.split(";")[0].split("/")[-1].split("+")[0]
    return given or f"{NAMELESS.get(row.message.kind, 'arquivo')}-{row.id}.{ending if ending.isalnum() else 'bin'}"
