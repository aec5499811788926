"""Many contacts at once: those marked, those of the page, or all that were found."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.rules import Refused
from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.do_with_many import do_with_many
from workchat.contacts.lists import PAGE, all_ids
from workchat.contacts.views import blueprint
from workchat.contacts.views.asked import Asked, read, row_id
from workchat.contacts.views.export import FORMATS, file_of


@blueprint.post("/bulk")
@requires("contacts.manage")
def bulk() -> ResponseReturnValue:
    asked, form = read(request.form), request.form
    ids, action = chosen(asked), form.get("action", "")
    if ids and action in FORMATS:
        return file_of(ids, action)
    try:
        flash(do_with_many(action, form.get("name", ""), ids, g.user, asked_at()), "success")
    except Refused as refused:
        flash(refused.message, "error")
    here = {way: form[way] for way in ("after", "before") if row_id(form.get(way))}
    return redirect(url_for("contacts.contact_list", **asked.place, **here), 303)


def chosen(asked: Asked) -> list[int]:
    """The ids that the form means. A search that cannot be opened any more finds nobody, rather than everybody."""
    scope = request.form.get("scope")
    if scope == "all":
        return [] if asked.stale else all_ids(asked.wanted)
    marked = request.form.getlist("shown" if scope == "page" else "ids")[:PAGE]
    return [number for number in map(row_id, marked) if number]
