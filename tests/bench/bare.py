"""A Flask route that does nothing, and that alone on a server: what WorkChat cannot be faster or smaller than.

python -m tests.bench.bare waitress|granian PORT
"""

import sys

from flask import Flask, request


def bare() -> Flask:
    """Reads the body and says an empty 200 (after a 204 waitress closes the connection); a GET gets one word."""
    app = Flask("bare")

    @app.post("/bare")
    def take() -> tuple[str, int]:
        request.get_data()
        return "", 200

    @app.get("/bare")
    def show() -> str:
        return "ok"

    return app


def serve(server: str, port: int) -> None:
    """With the options of workchat.serve, and nothing else of WorkChat in memory."""
    if server == "waitress":
        import waitress

        waitress.serve(bare(), host="127.0.0.1", port=port, threads=8)
        return
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "tests.bench.bare:bare", factory=True, interface=Interfaces.WSGI, address="127.0.0.1", port=port,
        workers=1, blocking_threads=8, log_enabled=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
