"""Each request gets an id of its own, which every line about it bears, and one line when it is answered."""

import secrets
import time
from collections.abc import Callable, Iterable

from flask import Flask, Response, g, request

from workchat.log import DEBUG, INFO, about, also, asked, is_told, tell

# An address holds ids, a search a name, and anybody may send any word as a method: only our own words are written.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOTHING_NEW = 204
TELL_THEMSELVES = ("webhook.receive",)  # a line of their own says more
SELDOM_SAID = ("static", "probes", "simulator_api")  # styles and pictures; what a monitor, and we ourselves, ask


def init_app(app: Flask) -> None:
    """First of all that a request passes through: what fails behind it bears the id too."""
    app.wsgi_app = _with_an_id(app.wsgi_app)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        if ticket_id := (request.view_args or {}).get("ticket_id"):
            also(ticket=ticket_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = asked()
        if is_told(level := _level(response.status_code)):
            _tell(level, response.status_code)
        return response


def _with_an_id(application: Callable) -> Callable:
    """A fresh one, whatever id the request says it has: it would be written down as it came."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        with about(request=secrets.token_hex(4)):
            return application(environ, start_response)

    return answer


def _tell(level: int, status: int) -> None:
    method = request.method if request.method in METHODS else "other"
    route = request.url_rule.rule if request.url_rule else ""
    tell("request", level, method=method, route=route, status=status, ms=ms(), **_who())


def _level(status: int) -> int:
    """A school has a hundred polls a minute and one disk."""
    expected = status < 400 and (request.endpoint in TELL_THEMSELVES or request.blueprint in SELDOM_SAID)
    return DEBUG if status == NOTHING_NEW or expected or request.endpoint == "static" else INFO


def ms() -> float:
    """Milliseconds since the request came."""
    return round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else 0.0


def _who() -> dict[str, int]:
    return {"user": g.user.id} if g.get("user") else {}
