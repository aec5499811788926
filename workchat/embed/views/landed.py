"""Where a launch from the portal arrives: at the page that was asked for, or at a way out of the frame."""

from flask import g, redirect, render_template, request, url_for

from workchat.accounts.session import cookie_name, public
from workchat.embed.rules import LANDINGS
from workchat.embed.views import blueprint


@blueprint.get("/embed/landed")
@public
def landed():
    """The launch answered with the session's cookie. Only now can be seen whether the browser kept it."""
    if g.user is None and cookie_name() not in request.cookies:
        return render_template("embed/blocked.html")
    return redirect(url_for(LANDINGS.get(request.args.get("page", ""), LANDINGS["chat"])), 303)
