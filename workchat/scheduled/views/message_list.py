"""The list of scheduled messages; while something is being sent it keeps itself up to date."""

import hashlib

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.db import BIGGEST
from workchat.scheduled import message_list as listing
from workchat.scheduled import rules
from workchat.scheduled.views import blueprint
from workchat.settings.forms.fields import row_id


@blueprint.get("", strict_slashes=False)
@requires("scheduled.use")
def message_list() -> ResponseReturnValue:
    return render_template("scheduled/list.html", **shown())


@blueprint.get("/news")
@requires("scheduled.use")
@background
def news_of_list() -> ResponseReturnValue:
    """What the list asks for while something is being sent: nothing (204) when it already shows this."""
    now = shown()
    if now["digest"] == request.args.get("digest"):
        return "", 204
    return render_template("scheduled/_list.html", **now)


def shown() -> dict[str, object]:
    """What templates/scheduled/_list.html shows."""
    before = row_id(request.args.get("before")) or 0
    found = listing.message_list(asked_at(), before or BIGGEST)
    seen = repr([(row.message.id, row.message.version, row.progress, row.failed, row.unknown) for row in found.rows])
    lively = any(rules.changes_soon(row.message.state, row.message.due_at, asked_at()) for row in found.rows)
    return {
        "messages": found,
        "lively": lively,
        "before": before,
        "digest": hashlib.sha256(seen.encode()).hexdigest()[:16],
    }
