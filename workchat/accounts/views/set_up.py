"""The first page of a new school."""

from flask import flash, redirect, render_template

from workchat.accounts.forms import SetUp
from workchat.accounts.session import public, start
from workchat.accounts.set_up import find_set_up_link, set_up
from workchat.accounts.views import blueprint, show
from workchat.asked import asked_at


@blueprint.route("/set-up/<token>", methods=["GET", "POST"])
@public
def set_up_school(token: str):
    now, form = asked_at(), SetUp()
    link = find_set_up_link(token, now)
    if link is None:
        return render_template("accounts/dead_link.html", first=True), 410
    typed = (form.school_name.data, form.timezone.data, form.name.data, form.email.data, form.password.data)
    if form.done(lambda: set_up(link, *typed, now)):
        flash("Escola criada. Escolha as mensagens e, em Integrações, conecte o número do WhatsApp.", "success")
        answer = redirect("/settings/general", 303)
        start(form.outcome, answer)
        return answer
    return show("set_up.html", form)
