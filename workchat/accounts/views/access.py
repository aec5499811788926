"""A new person, or one who forgot, opens the link that the administrator sent and chooses the password."""

from flask import flash, redirect, render_template

from workchat.accounts.choose_password import choose_password
from workchat.accounts.forms import NewPassword
from workchat.accounts.session import public, start
from workchat.accounts.use_link import find_link
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at


@blueprint.route("/access/<token>", methods=["GET", "POST"])
@public
def access(token: str):
    now, form = asked_at(), NewPassword()
    link = find_link(token, now)
    if link is None or link.user is None:
        return render_template("accounts/dead_link.html", first=False), 410
    if form.done(lambda: choose_password(link, form.password.data, now)):
        flash("Senha escolhida. Da próxima vez, entre com o seu e-mail e essa senha.", "success")
        answer = redirect("/chat", 303)
        start(form.outcome, answer)
        return answer
    return show("access.html", form, person=link.user)
