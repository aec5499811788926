"""WorkChat in the portal over HTTP: the launch, what a browser that cannot sees, and the page that shows who came."""

from flask import Blueprint

blueprint = Blueprint("embed", __name__)
launch = Blueprint("launch", __name__)  # called by the portal's page, with a signature of its own


from workchat.embed.views import enter, landed  # noqa: E402, F401
