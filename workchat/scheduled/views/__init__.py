"""The pages of scheduled messages: the list, writing one, the review, its progress and its recipients."""

from flask import Blueprint

blueprint = Blueprint("scheduled", __name__, url_prefix="/scheduled")

from workchat.scheduled.views import message_list  # noqa: E402, F401  (they hang their routes on the blueprint)
