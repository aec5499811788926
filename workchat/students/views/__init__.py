"""The pages of students: what came in and when, one sync, and spreadsheets."""

from flask import Blueprint

blueprint = Blueprint("students", __name__, url_prefix="/students")

# They hang their routes on the blueprint.
from workchat.students.views import one_sync, syncs, upload, uploaded  # noqa: E402, F401
