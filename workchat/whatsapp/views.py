from flask import Blueprint

blueprint = Blueprint("whatsapp", __name__)
webhook = Blueprint("webhook", __name__)
