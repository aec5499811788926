"""The portal's page posts the pass of who is signed in there; the pass alone says who that is."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import public, start
from workchat.asked import asked_at
from workchat.embed.launch import Posted
from workchat.embed.launch import launch as let_in
from workchat.embed.views import launch


@launch.post("/embed/launch")
@public
def enter() -> ResponseReturnValue:
    posted = Posted(request.form.get("ticket", ""), request.remote_addr or "", request.headers.get("Origin"))
    came = let_in(posted, current_app.config["SCHOOL"], asked_at())
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
