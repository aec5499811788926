"""The pages of the address book: the list, one contact, groups and tags, spreadsheets in and out."""

from flask import Blueprint

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")

# They hang their routes on the blueprint.
from workchat.contacts.views import (  # noqa: E402
    bulk,  # noqa: F401
    contact_list,  # noqa: F401
    details,  # noqa: F401
    erase,  # noqa: F401
    export,  # noqa: F401
    groups,  # noqa: F401
    imports,  # noqa: F401
    merge,  # noqa: F401
    one_import,  # noqa: F401
    person,  # noqa: F401
)
