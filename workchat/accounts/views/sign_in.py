"""The door: entering and leaving."""

from flask import flash, g, redirect, request, url_for

from workchat.accounts import set_up
from workchat.accounts.forms import SignIn
from workchat.accounts.rules import own_path, wait_in_words
from workchat.accounts.session import end, public, requires, start
from workchat.accounts.sign_in import Attempt
from workchat.accounts.sign_in import sign_in as try_to_enter
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at
from workchat.log import WARNING, tell

WRONG = "E-mail ou senha não conferem. Confira os dois e tente de novo."
TOO_MANY = "Muitas tentativas. Espere {} e tente de novo."


@blueprint.route("/login", methods=["GET", "POST"])
@public
def sign_in():
    form, where = SignIn(), own_path(request.values.get("next")) or "/chat"
    if g.user or set_up.is_needed():
        return redirect(where if g.user else url_for("accounts.home"), 303)
    if not form.validate_on_submit():
        return show("sign_in.html", form, where=where)
    attempt = try_to_enter(form.email.data, form.password.data, request.remote_addr or "", asked_at())
    if attempt.user is None:
        return refuse(form, attempt, where)
    answer = redirect(where, 303)
    start(attempt.user, answer)
    return answer


def refuse(form: SignIn, attempt: Attempt, where: str):
    """The same page, in the same words for a wrong password and for an e-mail that nobody has."""
    tell("sign-in refused", WARNING, why="too many tries" if attempt.wait else "e-mail or password")
    form.password.errors = [TOO_MANY.format(wait_in_words(attempt.wait)) if attempt.wait else WRONG]
    page, status = show("sign_in.html", form, where=where)
    if not attempt.wait:
        return page, status
    return page, 429, {"Retry-After": str(int(attempt.wait.total_seconds()) + 1)}


@blueprint.post("/logout")
@requires("account.use")
def sign_out():
    flash("Você saiu.", "success")
    answer = redirect(url_for("accounts.sign_in"), 303)
    end(answer)
    return answer
