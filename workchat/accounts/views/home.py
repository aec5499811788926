"""The bare address: to the Chat, to the door, or to how a new school begins."""

from flask import g, redirect, render_template, url_for

from workchat.accounts import set_up
from workchat.accounts.session import public
from workchat.accounts.views import blueprint


@blueprint.get("/")
@public
def home():
    if g.user:
        return redirect("/chat", 303)
    if set_up.is_needed():
        return render_template("accounts/not_set_up.html")
    return redirect(url_for("accounts.sign_in"), 303)
