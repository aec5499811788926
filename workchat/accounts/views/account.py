"""One's own account: the password, and the computers that are signed in."""

from flask import abort, flash, g, redirect, request, url_for

from workchat.accounts.choose_password import change_password
from workchat.accounts.end_sessions import end_sessions
from workchat.accounts.forms import OwnPassword
from workchat.accounts.models import Session
from workchat.accounts.rules import ROLE_NAMES
from workchat.accounts.session import requires, start
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at


@blueprint.route("/account", methods=["GET", "POST"])
@requires("account.use")
def account():
    form, here = OwnPassword(), request.remote_addr or ""
    if form.done(lambda: change_password(g.user, form.current.data, form.password.data, here, asked_at())):
        flash("Senha trocada. Os outros computadores em que você estava precisam entrar de novo.", "success")
        answer = redirect(url_for("accounts.account"), 303)
        start(g.user, answer)
        return answer
    sessions = Session.select().where(Session.user == g.user).order_by(Session.seen_at.desc())
    return show("account.html", form, sessions=sessions, here=g.session_row, role=ROLE_NAMES[g.user.role])


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires("account.use")
def end_session(session_id: int):
    mine = (Session.id == session_id) & (Session.user == g.user.id)
    if not Session.delete().where(mine).execute():
        abort(404)
    flash("Aquele acesso terminou.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/end-others")
@requires("account.use")
def end_other_sessions():
    end_sessions(g.user, keep=g.session_row)
    flash("Você continua só neste computador.", "success")
    return redirect(url_for("accounts.account"), 303)
