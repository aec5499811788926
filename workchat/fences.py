"""What a request may be at all: an address with ids that a row can have, a form of texts. The rest is refused."""

from collections.abc import Callable

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter, Map

from workchat.db import BIGGEST

MACHINES = frozenset({"webhook", "simulator_api"})  # they read JSON, and check who sent it


class RowId(IntegerConverter):
    """An id in an address. One that no row can have is an address that does not exist: SQLite fails over 2^63."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=BIGGEST)


def takes_files(most_bytes: int) -> Callable:
    """Mark a view whose form sends a file: its whole request may have so many bytes. Elsewhere a file is refused."""

    def mark(view: Callable) -> Callable:
        view.most_bytes = most_bytes
        return view

    return mark


def init_app(app: Flask) -> None:
    """Before any blueprint is registered: its addresses are read with the converter."""
    app.url_map.converters["int"] = RowId
    app.config["WTF_CSRF_HEADERS"] = []  # the token is a field of the form: then there is a form

    @app.before_request
    def only_texts() -> None:
        """A page takes no JSON, and a file only where its form has one: elsewhere they would make every form fail."""
        if request.blueprint in MACHINES:
            return
        most = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", 0)
        if most and request.mimetype == "multipart/form-data":  # texts alone stay under the limit of every page
            request.max_content_length = most
        if request.is_json or (not most and request.files):  # where one is taken, not before it is known who asks
            abort(415)
