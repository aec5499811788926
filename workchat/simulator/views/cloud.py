"""The pretended Cloud API, where Meta's is https://graph.facebook.com."""

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from workchat.accounts.session import public
from workchat.asked import asked_at
from workchat.db import db
from workchat.simulator.cloud import Answered, Asked, answer, wait
from workchat.simulator.take_file import MOST_BYTES, Upload
from workchat.simulator.views import api, post_to_school
from workchat.whatsapp.connect import SIMULATOR_PATH


@api.route(f"{SIMULATOR_PATH}/<version>/<path:path>", methods=["GET", "POST"])
@public  # the Bearer token of the simulator's number is asked for inside
def graph(version: str, path: str) -> ResponseReturnValue:
    here = f"{request.host_url}{SIMULATOR_PATH.strip('/')}/{version}"
    upload, secret = _upload(), request.headers.get("Authorization", "")
    raw = b"" if upload else request.get_data()
    answered = answer(Asked(request.method, version, path, request.args, secret, raw, here, upload), asked_at())
    if answered.entries:
        post_to_school(answered.entries, answered.delay)
    if answered.delay and g.get("opened_database"):
        db.close()  # a slow answer must not keep a connection of the pool
    return _written(wait(answered))


def _upload() -> Upload | None:
    if request.mimetype != "multipart/form-data":
        return None
    request.max_content_length = MOST_BYTES
    file, fields = request.files.get("file"), request.form
    mime = fields.get("type") or (file.mimetype if file else "")
    content = file.read() if file else None
    return Upload(fields.get("messaging_product", ""), mime, file.filename or "" if file else "", content)


def _written(answered: Answered) -> Response:
    if isinstance(answered.content, bytes):
        return Response(answered.content, answered.http, mimetype=answered.mime)
    response = jsonify(answered.content)
    response.status_code = answered.http
    return response
