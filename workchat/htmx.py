"""Whole page or fragment? The same template answers both; this decides which layout it extends."""

from flask import Flask, Response, make_response, redirect, request


def wants_fragment() -> bool:
    """True for htmx's own requests. A history restore asks through htmx too, but needs the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def send_to(url: str) -> Response:
    """Leave the page altogether. fetch would follow a redirect and put the login page inside a tab."""
    if not wants_fragment():
        return redirect(url, 303)
    answer = make_response("", 401)
    answer.headers["HX-Redirect"] = url
    return answer


def init_app(app: Flask) -> None:
    @app.context_processor
    def layout() -> dict[str, str]:
        return {"layout": "fragment.html" if wants_fragment() else "layout.html"}

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response
