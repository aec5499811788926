"""The cookie of the forms, which the machines of a school read of each other even when their clocks differ."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class FormCookie(SecureCookieSessionInterface):
    """Flask's own, signed the same way, without its age: it refuses what was signed "in the future", so a form opened
    on a host whose clock is ahead could not be sent to another. How long somebody is signed in is in the database.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return self.session_class(self.get_signing_serializer(app).loads(kept))
        except BadSignature:
            return self.session_class()
