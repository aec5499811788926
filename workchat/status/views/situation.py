"""Situação: how WorkChat is doing, for whoever administers it."""

import hashlib
from datetime import datetime

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from workchat.accounts.session import background, requires
from workchat.alerts import alerts_now
from workchat.asked import asked_at
from workchat.pages import on_the_wall
from workchat.status.facts import facts
from workchat.status.rules import verdict
from workchat.status.views import blueprint
from workchat.status.words import count_words, size_words, span_words


@blueprint.get("/status")
@requires("settings.edit")
def situation() -> ResponseReturnValue:
    return render_template("status/situation.html", **shown())


@blueprint.get("/status/news")
@requires("settings.edit")
@background
def news() -> ResponseReturnValue:
    """What the page asks for every five seconds: nothing (204) when it already shows this."""
    now, had = shown(), request.args.get("alerts", alerts_now())
    if now["digest"] == request.args.get("digest") and had == alerts_now():
        return "", 204
    return render_template("status/_news.html", **now, had=had)


def shown() -> dict[str, object]:
    """What templates/status/_live.html shows. The digest is of the very words: they change by the minute at most."""
    known = facts(asked_at(), current_app.config["SCHOOL"])
    words = {"count_words": count_words, "size_words": size_words, "ago": lambda at: span_words(known.now - at)}
    now = render_template("status/_now.html", known=known, verdict=verdict(known, when), when=when, **words)
    return {"now": Markup(now), "digest": hashlib.sha256(now.encode()).hexdigest()[:16]}  # noqa: S704 (our template)


def when(moment: datetime) -> str:
    """14:05 for today, 21/11 às 14:05 for another day."""
    then = on_the_wall(moment)
    return then.strftime("%H:%M" if then.date() == on_the_wall(asked_at()).date() else "%d/%m às %H:%M")
