"""Testar conexão: the worker does it, and the page asks until it is done."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.totvs.models import RmConnection
from workchat.totvs.standing import standing
from workchat.totvs.try_connection import ask_for_test
from workchat.totvs.views import blueprint


@blueprint.post("/test")
@requires("settings.edit")
def test() -> ResponseReturnValue:
    ask_for_test(g.user, asked_at())
    return redirect(url_for(".connection"), 303)


@blueprint.get("/test")
@requires("settings.edit")
@background
def news_of_test() -> ResponseReturnValue:
    """What the page asks for while a test runs: nothing (204) when it already shows this."""
    if request.args.get("seen") == RmConnection.current().test_state:
        return "", 204
    totvs = standing(asked_at())
    return render_template("totvs/_test_news.html", there=totvs.connection, totvs=totvs)
