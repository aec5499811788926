"""WhatsApp over HTTP: Meta's webhook for the machine; numbers and kept updates for the administrator."""

from flask import Blueprint

webhook = Blueprint("webhook", __name__)
blueprint = Blueprint("whatsapp", __name__)

from workchat.whatsapp.views import kept, numbers, receive  # noqa: E402, F401  (they register themselves)
