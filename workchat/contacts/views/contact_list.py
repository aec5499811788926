"""The list of contacts: the search, the filters, fifty on a page."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.contacts.do_with_many import ACTIONS
from workchat.contacts.lists import contacts
from workchat.contacts.search_token import open_search, seal_search
from workchat.contacts.views import blueprint
from workchat.contacts.views.asked import choices, read, row_id
from workchat.contacts.wanted import Wanted
from workchat.contacts.write_down_search import write_down_search

STALE = "Esta busca não vale mais. Digite de novo o que procura."


@blueprint.get("", strict_slashes=False)
@requires("contacts.use")
def contact_list() -> ResponseReturnValue:
    asked = read(request.args)
    found = contacts(asked.wanted, *(row_id(request.args.get(name)) for name in ("after", "before")))
    if asked.stale:
        flash(STALE, "warning")
    return render_template("contacts/list.html", found=found, actions=ACTIONS, **choices(asked))


@blueprint.post("/search")
@requires("contacts.use")
def search() -> ResponseReturnValue:
    """Seal what was typed: it goes on as a part of the address that nobody can read."""
    token = seal_search(request.form.get("typed", ""), g.user.id)
    write_down_search(Wanted(open_search(token, g.user.id) or "") if token else Wanted(), g.user, asked_at())
    place = read(request.form).place | {"find": token or None}
    return redirect(url_for("contacts.contact_list", **place), 303)
