"""What a request may be at all: an address with ids that a row can have, a form of texts. The rest is refused."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

from workchat.db import BIGGEST

MACHINES = frozenset({"webhook", "simulator_api"})  # they read JSON, and check who sent it


class RowId(IntegerConverter):
    """An id in an address. One that no row can have is an address that does not exist: SQLite fails over 2^63."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=BIGGEST)


def init_app(app: Flask) -> None:
    """Before any blueprint is registered: its addresses are read with the converter."""
    app.url_map.converters["int"] = RowId
    app.config["WTF_CSRF_HEADERS"] = []  # the token is a field of the form: then there is a form

    @app.before_request
    def only_texts() -> None:
        """No page takes a file or JSON: in the place of a text they would make every form fail."""
        if request.blueprint not in MACHINES and (request.is_json or request.files):
            abort(415)
