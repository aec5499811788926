"""What machines ask: a load balancer, whether to send people here; a monitoring system, for the figures."""

import hmac

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from workchat.accounts.session import public
from workchat.config import Config
from workchat.db import clock
from workchat.status.answers import answers
from workchat.status.exposition import CONTENT_TYPE, exposition
from workchat.status.facts import facts
from workchat.status.measures import measures
from workchat.status.views import probes


@probes.get("/health")
@public
def health() -> ResponseReturnValue:
    """Nothing but yes or no: it is open to everybody."""
    if current_app.config.get("STOPPING") or not answers():
        return {"status": "failing"}, 503
    return {"status": "ok"}


@probes.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Where no token is configured, the address does not exist."""
    config: Config = current_app.config["SCHOOL"]
    if not config.metrics_token:
        return Response(status=404)
    if not _shows(config.metrics_token):
        return Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    return Response(exposition(measures(facts(clock(), config))), content_type=CONTENT_TYPE)


def _shows(token: str) -> bool:
    """Compared in a time that tells nothing."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())
