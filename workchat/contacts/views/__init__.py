"""The pages of the address book: the list, one contact, groups and tags, spreadsheets in and out."""

from flask import Blueprint

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")

from workchat.contacts.views import contact_list  # noqa: E402, F401  (they hang their routes on the blueprint)
