"""Is everything well? For machines (/health, /metrics) and for people (/status)."""

from flask import Blueprint

blueprint = Blueprint("status", __name__)
