"""The portal's page posts the pass of who is signed in there; the pass alone says who that is."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import public, start
from workchat.db import utcnow
from workchat.embed.launch import launch as let_in
from workchat.embed.views import launch


@launch.post("/embed/launch")
@public
def enter() -> ResponseReturnValue:
    came = let_in(request.form.get("ticket", ""), current_app.config["SCHOOL"], request.remote_addr or "", utcnow())
    if came.user is None:
        return refused(came.reference)
    answer = redirect(url_for("embed.landed", page=came.page), 303)
    start(came.user, answer)  # whoever was signed in on this browser is not any more
    return answer


def refused(reference: str) -> ResponseReturnValue:
    """The same page whatever failed: who tries passes learns nothing from it."""
    if not reference:
        abort(429)
    return render_template("embed/refused.html", reference=reference, current_user=None), 403
