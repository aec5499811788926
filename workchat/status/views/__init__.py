"""Is everything well? For machines (/health, /metrics) and for people (/status)."""

from flask import Blueprint

blueprint = Blueprint("status", __name__)
probes = Blueprint("probes", __name__)  # asked by machines: no session, no form

from workchat.status.views import machines, situation  # noqa: E402, F401
