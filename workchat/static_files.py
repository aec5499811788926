"""Styles, scripts and icons: browsers keep them until they change, so a page costs one request and not thirty."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

FOR_GOOD = "public, max-age=31536000, immutable"  # the address changes with the file


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder)

    @cache
    def version(filename: str) -> str:
        """A few digits of the file's hash, read once a process: an update restarts it."""
        file = folder / filename
        return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""

    @app.url_defaults
    def with_version(endpoint: str, values: dict) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", version(values["filename"]))

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and request.args.get("v"):
            response.headers["Cache-Control"] = FOR_GOOD
        return response
