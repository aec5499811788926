"""The connection to the school's TOTVS RM: typed, saved, and what a colleague saved meanwhile."""

from flask import Response, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.models import AuditEntry
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.pages import local, school
from workchat.settings.changes import Clash, clashes_in
from workchat.totvs.forms.connection import ConnectionForm
from workchat.totvs.handover import KINDS, ToCreate, handover, to_create
from workchat.totvs.models import RmConnection
from workchat.totvs.reader import DEMONSTRATION
from workchat.totvs.save_connection import (
    AREA,
    LABELS,
    SUBJECT,
    ConnectionDetails,
    password_is_needed,
    save_connection,
)
from workchat.totvs.standing import Standing, standing
from workchat.totvs.views import blueprint


@blueprint.route("", methods=["GET", "POST"])
@requires("settings.edit")
def connection() -> ResponseReturnValue:
    now = standing(asked_at())
    form = _form(now)
    if form.done(lambda: save_connection(ConnectionDetails(**form.values()), form.seen_version, g.user, asked_at())):
        if form.outcome:
            flash(f"Conexão salva às {local(asked_at(), '%H:%M')}. Teste para saber se funciona.", "success")
            return redirect(url_for(".connection"), 303)
        return _show(form, standing(asked_at()), _clashes(form))
    return _show(form, now)


@blueprint.get("/steps")
@requires("settings.edit")
def steps() -> ResponseReturnValue:
    """What to ask of whoever looks after RM, as a file for an e-mail."""
    answer = Response(handover(school().school_name, _sentences(RmConnection.current())), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename="passo-a-passo-totvs.txt")
    return answer


def _form(now: Standing) -> ConnectionForm:
    def needs_password(values: dict) -> bool:
        return password_is_needed(now.connection, ConnectionDetails(**values))

    invented = DEMONSTRATION if now.connection.is_invented else ()
    hosts = (*current_app.config["SCHOOL"].private_hosts, *invented)
    stored = {name: getattr(now.connection, name) for name in LABELS}
    return ConnectionForm(hosts, now.has_password, needs_password, data=stored)


def _show(form: ConnectionForm, now: Standing, clash: list[Clash] | None = None) -> ResponseReturnValue:
    if clash or not form.is_submitted():  # a refused form stays on the version that the person saw
        form.version.data, form.last_entry.data = now.connection.version, AuditEntry.newest_of(AREA)
    page = {"totvs": now, "clash": clash, "kinds": KINDS, "sentences": _sentences(now.connection)}
    return render_template("totvs/connection.html", form=form, **page), 422 if form.is_submitted() else 200


def _sentences(row: RmConnection) -> tuple[ToCreate, ToCreate]:
    return to_create(row.students_sentence, row.guardians_sentence)


def _clashes(form: ConnectionForm) -> list[Clash]:
    """What colleagues changed since the form was shown, newest word of each field; never empty."""
    mine = {label: form.words(name) for name, label in LABELS.items()}
    return clashes_in(AREA, mine, AuditEntry.subject == SUBJECT, AuditEntry.id > form.seen_entry)
