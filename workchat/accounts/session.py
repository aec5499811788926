"""Who is asking: finds the signed-in person of a request and refuses what their role may not do."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask import session as form_token

from workchat.accounts import rules
from workchat.accounts.models import Session, User
from workchat.accounts.rules import hash_token
from workchat.asked import asked_at
from workchat.htmx import send_to

SEEN_EVERY = timedelta(minutes=1)  # writing "seen" on each request would cost a write a click


def requires(action: str) -> Callable:
    """Mark a view with the action of the permission table that it needs. A view without a mark is refused."""

    def mark(view: Callable) -> Callable:
        view.action = action
        return view

    return mark


def public(view: Callable) -> Callable:
    """Mark a view that nobody must be signed in for; it has its own protection, or shows nothing of the school."""
    view.action = None
    return view


def background(view: Callable) -> Callable:
    """Mark a view that the page asks for by itself: polling must not keep an abandoned computer signed in."""
    view.background = True
    return view


def cookie_name() -> str:
    return current_app.config["SIGNED_IN_COOKIE_NAME"]


def _kept() -> dict:
    """How the browser keeps the cookie; it throws away only one that it was told of in the same words."""
    names = {"secure": "SECURE", "samesite": "SAMESITE", "partitioned": "PARTITIONED"}
    return {word: current_app.config[f"SESSION_COOKIE_{name}"] for word, name in names.items()}


def start(user: User, response: Response) -> None:
    """Sign a person in on this browser: a fresh token in the cookie, its hash in the table.

    Whatever the browser held before ends, its form token too: nobody signs in on a session prepared by another.
    """
    if g.get("session_row"):
        g.session_row.delete_instance()
    form_token.pop("csrf_token", None)
    token, now = secrets.token_urlsafe(32), asked_at()
    Session.create(
        token_hash=hash_token(token), user=user, address=request.remote_addr or "", created_at=now, seen_at=now
    )
    response.set_cookie(cookie_name(), token, path="/", httponly=True, **_kept())


def end(response: Response) -> None:
    """Sign this browser out, on the server too."""
    if g.get("session_row"):
        g.session_row.delete_instance()
    form_token.pop("csrf_token", None)
    response.headers["Clear-Site-Data"] = '"storage"'
    response.delete_cookie(cookie_name(), path="/", httponly=True, **_kept())


def _find() -> Session | None:
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    row = Session.fetch("WHERE token_hash = ?", hash_token(token))
    if row is None or not rules.session_is_alive(row.created_at, row.seen_at, asked_at()):
        return None
    user = User.fetch("WHERE id = ? AND active", row.user_id)
    if user is None:  # entered at the very moment of being deactivated
        return None
    row.user = user
    return row


def init_app(app: Flask) -> None:
    @app.before_request
    def identify() -> Response | None:
        g.session_row, g.user = None, None
        if request.endpoint == "static" or request.blueprint == "probes":  # machines have no session
            return None
        g.session_row = _find()
        g.user = g.session_row.user if g.session_row else None
        view = app.view_functions.get(request.endpoint or "")
        if view is None:  # the page that says so keeps the menu of who is signed in
            return None
        if g.session_row and not getattr(view, "background", False):
            _seen(g.session_row)
        return _authorise(getattr(view, "action", "nobody"))

    @app.context_processor
    def person() -> dict:
        role = g.user.role if g.get("user") else None
        return {"current_user": g.get("user"), "may": lambda action: rules.may(role, action)}


def _seen(row: Session) -> None:
    now = asked_at()
    if now - row.seen_at >= SEEN_EVERY:
        Session.update(seen_at=now).where(Session.id == row.id).execute()


def _authorise(action: str | None) -> Response | None:
    if action is None:
        return None
    if g.user is None:
        return send_to(url_for("accounts.sign_in", next=request.path if request.method == "GET" else None))
    if action not in rules.PERMISSIONS or not rules.may(g.user.role, action):
        abort(403)
    return None
