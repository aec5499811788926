"""The inbox: one page with the queues, and its small sister that says what changed."""

from flask import render_template, request

from workchat.accounts.session import background, requires
from workchat.alerts import alerts_now
from workchat.chat.views import blueprint, desk, inbox


@blueprint.get("", strict_slashes=False)
@requires("chat.use")
def tickets_page():
    return desk("nothing_open.html")


@blueprint.get("/list")
@requires("chat.use")
@background
def news_of_list():
    """What the page asks for every three seconds: nothing (204) when it already shows this."""
    now, had = inbox(), request.args.get("alerts", alerts_now())
    if now["digest"] == request.args.get("digest") and had == alerts_now():
        return "", 204
    return render_template("chat/_list_news.html", **now, had=had, open_id=request.args.get("open", 0, int))
