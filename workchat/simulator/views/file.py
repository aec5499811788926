"""A file that the school sent to an invented phone: a picture on its screen, anything else to be kept."""

from io import BytesIO

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.simulator.models import SimulatedMedia
from workchat.simulator.shown import PICTURES
from workchat.simulator.views import blueprint


@blueprint.get("/simulator/files/<int:file_id>")
@requires("simulator.use")
def file(file_id: int) -> ResponseReturnValue:
    row = SimulatedMedia.get_or_none(id=file_id) or abort(404)
    seen = row.mime in PICTURES
    mime = row.mime if seen else "application/octet-stream"
    named = {"as_attachment": not seen, "download_name": row.filename or f"arquivo-{row.id}", "max_age": 0}
    answer = send_file(BytesIO(bytes(row.content)), mime, **named)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
