"""When a page was asked for: by the clock that all machines of the school share, looked at once a request."""

from datetime import datetime

from flask import g

from workchat.db import clock


def asked_at() -> datetime:
    """The database's time, the same all through a request (naive UTC): a page shows many times, and asks for it once.

    Views take it in place of the host's clock: a host that is an hour off must neither end sessions nor invent waiting.
    """
    if "asked_at" not in g:
        g.asked_at = clock()
    return g.asked_at
