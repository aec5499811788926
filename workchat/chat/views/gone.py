"""A ticket that this person does not see, or no longer sees: said in words, and what was typed stays."""

from flask import render_template, request
from werkzeug.exceptions import NotFound

from workchat.chat.views import blueprint, desk


@blueprint.errorhandler(404)
def gone(_error: NotFound) -> tuple[str, int]:
    """The same answer whether the ticket went elsewhere or never was: nobody learns that it exists."""
    if request.endpoint == "chat.news":
        return render_template("chat/_gone_news.html"), 404
    return desk("gone.html", 404, typed=request.form.get("text", "").strip())
