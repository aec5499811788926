"""What every answer tells the browser: nothing runs or loads that is not ours; only the school's portals frame it."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

from workchat.config import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def fence(config: Config) -> dict[str, str]:
    """The headers of every answer of this school, also of those that the server gives without asking any page."""
    wanted = {
        "Content-Security-Policy": f"{POLICY}; {ancestors(config)}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",  # with portals the cookies come along when anybody loads a file
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if not config.embed_origins:  # it knows "nobody", not "these": with portals the policy alone says it
        wanted["X-Frame-Options"] = "DENY"
    if config.production:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    return wanted


def ancestors(config: Config) -> str:
    """Who may show WorkChat inside a page of theirs: every page around it has to be one of these."""
    return " ".join(["frame-ancestors", *(config.embed_origins or ["'none'"])])


def in_a_portal() -> bool:
    """Whether this answer may be shown inside a portal. A browser that does not say where is taken to be there."""
    config: Config = current_app.config["SCHOOL"]
    return bool(config.embed_origins) and request.headers.get("Sec-Fetch-Dest") != "document"


def init_app(app: Flask) -> None:
    config: Config = app.config["SCHOOL"]
    wanted, around = fence(config), ancestors(config)

    @app.before_request
    def refuse_other_sites() -> None:
        """A second fence beside the CSRF token: browsers say where an unsafe request comes from (OWASP)."""
        if request.method not in SAFE_METHODS and _from_elsewhere(config):
            abort(403)

    @app.after_request
    def protect(response: Response) -> Response:
        own = response.headers.get("Content-Security-Policy")  # a family's file has a stricter one
        already = {name for name, _ in response.headers}
        response.headers.extend([pair for pair in wanted.items() if pair[0] not in already])
        if own:
            response.headers["Content-Security-Policy"] = f"{own}; {around}"
        if request.endpoint != "static" or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"  # the families' files too: the school's computers are shared
        return response

    @app.context_processor
    def portals() -> dict:
        return {"portals": config.embed_origins, "in_a_portal": in_a_portal()}


def _from_elsewhere(config: Config) -> bool:
    """Old browsers name the Origin only. It counts where portals are: there the cookies come with anybody's request."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if request.blueprint == "launch" and config.embed_origins:
        return False  # signed; it looks itself at who posted it, and writes down whom it refuses (embed/launch.py)
    if site is not None:
        return site != "same-origin"
    own = (request.host, urlsplit(config.url).netloc)
    return bool(config.embed_origins) and origin is not None and urlsplit(origin).netloc not in own
