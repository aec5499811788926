"""Integrações: the school's WhatsApp numbers, how each is doing, and how one is connected."""

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.simulator.erase_simulator import counts, erase_simulator, may_erase
from workchat.totvs.standing import standing
from workchat.whatsapp.connect import api_of
from workchat.whatsapp.connect_number import Connection, connect_number
from workchat.whatsapp.edit_number import edit_number
from workchat.whatsapp.forms import EraseForm, NumberForm
from workchat.whatsapp.keep import kept
from workchat.whatsapp.models import Number, Template
from workchat.whatsapp.switch_number import restart_number, switch_number
from workchat.whatsapp.try_connection import try_connection
from workchat.whatsapp.views import blueprint

PAGE = "/settings/integrations"
KEY_GONE = "O token e a chave secreta deste número não podem mais ser abertos. Cole os dois de novo e salve."
CONNECTED = "Número {} conectado. Agora cole o endereço e o token de verificação na Meta e teste a conexão."


@blueprint.get(PAGE)
@requires("settings.edit")
def numbers() -> ResponseReturnValue:
    rows = list(Number.select().order_by(Number.is_simulator, Number.id))
    totvs = standing(asked_at())
    page = {"numbers": rows, "kept": kept().count(), "may_erase": may_erase(), "totvs": totvs, **_ways()}
    return render_template("whatsapp/numbers.html", **page)


@blueprint.route(f"{PAGE}/new", methods=["GET", "POST"])
@requires("settings.edit")
def new_number() -> ResponseReturnValue:
    form = NumberForm(stored=False)
    if form.done(lambda: connect_number(_connection(form), g.user, asked_at())):
        flash(CONNECTED.format(form.outcome.name), "success")
        return _to(form.outcome)
    return _show(form, None)


@blueprint.route(f"{PAGE}/<int:number_id>", methods=["GET", "POST"])
@requires("settings.edit")
def number(number_id: int) -> ResponseReturnValue:
    row = _found(number_id)
    form = NumberForm(stored=row.can_open_secrets, data=row.shown)
    if not row.is_simulator and form.done(lambda: edit_number(row, _connection(form), g.user, asked_at())):
        flash(f"Número {row.name} salvo.", "success")
        return _to(row)
    return _show(form, row)


@blueprint.post(f"{PAGE}/<int:number_id>/try")
@requires("settings.edit")
def try_number(number_id: int) -> ResponseReturnValue:
    row = _found(number_id)
    if not row.can_open_secrets:
        flash(KEY_GONE, "error")
        return _to(row)
    tried = try_connection(row, api_of(current_app.config["SCHOOL"])(row), asked_at())
    flash(tried.words, "success" if tried.ok else "error")
    return _to(row)


@blueprint.post(f"{PAGE}/<int:number_id>/restart")
@requires("settings.edit")
def restart(number_id: int) -> ResponseReturnValue:
    row = _found(number_id)
    restart_number(row, g.user, asked_at())
    flash(f"Número {row.name} religado. O que estava na fila começa a sair.", "success")
    return redirect(url_for(".numbers"), 303)


@blueprint.post(f"{PAGE}/<int:number_id>/active")
@requires("settings.edit")
def switch(number_id: int) -> ResponseReturnValue:
    row, active = _found(number_id), request.form.get("active") == "yes"
    if row.is_simulator:
        abort(404)  # it comes and goes with the real numbers
    switch_number(row, active, g.user, asked_at())
    flash(f"Número {row.name} {'em uso de novo' if active else 'fora de uso'}.", "success")
    return _to(row)


@blueprint.route(f"{PAGE}/simulator", methods=["GET", "POST"])
@requires("settings.edit")
def erase() -> ResponseReturnValue:
    """Erase what was tried with invented families."""
    if not may_erase():
        abort(404)
    form, found = EraseForm(), counts()
    instance = current_app.config["SCHOOL"].instance
    if form.done(lambda: erase_simulator(g.user, instance, asked_at())):
        flash("Dados do simulador apagados.", "success")
        return redirect(url_for(".numbers"), 303)
    status = 422 if form.errors else 200
    return render_template("whatsapp/erase.html", form=form, found=found), status


def _found(number_id: int) -> Number:
    return Number.get_or_none(id=number_id) or abort(404)


def _to(row: Number) -> ResponseReturnValue:
    return redirect(url_for(".number", number_id=row.id), 303)


def _connection(form: NumberForm) -> Connection:
    return Connection(
        form.name.data, form.phone_number_id.data, form.account_id.data, form.token.data, form.app_secret.data,
        form.graph_version.data,
    )  # fmt: skip


def _ways() -> dict[str, object]:
    school = current_app.config["SCHOOL"]
    portal_on = bool(school.embed_origins)
    return {"webhook_url": f"{school.url}/whatsapp/webhook", "https": school.production, "portal_on": portal_on}


def _show(form: NumberForm, row: Number | None) -> ResponseReturnValue:
    templates = list(Template.select().where(Template.number == row).order_by(Template.name)) if row else []
    page = render_template("whatsapp/number.html", form=form, number=row, templates=templates, **_ways())
    return page, 422 if form.errors else 200
