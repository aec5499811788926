"""Who changed what and when, tab by tab, and what a colleague saved while one was typing."""

from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.session import requires
from workchat.settings.forms.fields import TabForm, row_id
from workchat.settings.models import Settings
from workchat.settings.views import TABS, blueprint

PAGE = 50  # lines of history on one page


@dataclass
class Clash:
    """One field that a colleague saved meanwhile: what it says now, and what was typed here."""

    label: str
    who: str
    at: object
    now: str
    typed: str


@blueprint.get("/<tab>/history")
@requires("settings.edit")
def history(tab: str) -> ResponseReturnValue:
    if tab not in TABS:
        abort(404)
    before = row_id(request.args.get("before"))
    rows = list(entries(tab, *([AuditEntry.id < before] if before else [])).limit(PAGE + 1))
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("settings/history.html", tab=tab, entries=rows[:PAGE], more=more)


def entries(area: str, *conditions: object):
    """The lines of an area, newest first, each with its person."""
    if area in ("contacts", "portal"):  # what became of one contact, or of one pass, is no change of the tab
        conditions = (*conditions, AuditEntry.subject == "")
    query = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER).where(AuditEntry.area == area, *conditions)
    return query.order_by(AuditEntry.id.desc())


def clashes(form: TabForm) -> list[Clash]:
    """What colleagues changed since the form was shown, newest word of each field; never empty."""
    typed = Settings.current()
    for column, value in form.values().items():
        setattr(typed, column, value)
    mine = form.words(typed)
    found: dict[str, Clash] = {}
    for line in entries(form.tab, AuditEntry.id > form.seen_entry):
        who = line.user.name if line.user else "Alguém"
        found.setdefault(line.field, Clash(line.field, who, line.at, line.after, mine.get(line.field, "")))
    return list(found.values()) or [Clash("", "Alguém", None, "", "")]
