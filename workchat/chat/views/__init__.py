"""The pages of the Chat: the inbox beside everything, the conversation, and what an agent can do with a ticket."""

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_wtf import FlaskForm

from workchat.accounts.rules import may
from workchat.asked import asked_at
from workchat.chat.lists import NAMES, QUEUES, counts, tickets
from workchat.chat.models import Ticket
from workchat.chat.reply import CannotReply
from workchat.chat.rules import can_see, transfer_stopped
from workchat.chat.take import AlreadyTaken
from workchat.chat.transfer import setting_of
from workchat.contacts.models import Contact
from workchat.contacts.save import NoName
from workchat.pages import school

blueprint = Blueprint("chat", __name__, url_prefix="/chat")
FIRST_QUEUE = "waiting"
REFUSALS = (CannotReply, AlreadyTaken, NoName)


def place() -> dict[str, str]:
    """What of the inbox is on the screen, as the address says it: every link and form carries it on."""
    given = {name: request.args.get(name, "")[:100] for name in ("queue", "q", "after")}
    if given["queue"] not in QUEUES:
        given["queue"] = ""
    return {name: value for name, value in given.items() if value}


def inbox() -> dict[str, Any]:
    """What templates/chat/_inbox.html shows."""
    at = place()
    queue = at.get("queue", FIRST_QUEUE)
    rows, following = tickets(g.user, queue, at.get("q", ""), at.get("after", ""))
    numbers, stopped = counts(g.user), transfer_stopped(setting_of(school()))
    minute = f"{asked_at():%H:%M}"  # waiting times grow by the minute
    shown = repr((at, [tuple(row) for row in rows], following, numbers, stopped, minute))
    return {
        "place": at,
        "query": f"?{urlencode(at)}" if at else "",
        "queue": "" if at.get("q") else queue,
        "queues": NAMES,
        "rows": rows,
        "following": following,
        "counts": numbers,
        "may_approve": school().restriction == "manual" and numbers["approval"],
        "stopped": stopped,
        "digest": hashlib.sha256(shown.encode()).hexdigest()[:16],
    }


def desk(template: str, status: int = 200, **more: object) -> tuple[str, int]:
    """A page of the Chat: the inbox at the left, and what the template adds."""
    return render_template(f"chat/{template}", **inbox(), **more), status


def find(ticket_id: int) -> Ticket:
    """The ticket, or 404 when this person may not see it: nobody learns that it exists."""
    return with_contact(glance(ticket_id))


def glance(ticket_id: int) -> Ticket:
    """As `find`, without its contact: a page that asks for news rarely gets any."""
    ticket = Ticket.fetch("WHERE id = ?", ticket_id)
    return ticket if ticket is not None and sees(ticket) else abort(404)


def with_contact(ticket: Ticket) -> Ticket:
    ticket.contact = Contact.fetch("WHERE id = ?", ticket.contact_id)
    return ticket


def sees(ticket: Ticket) -> bool:
    if may(g.user.role, "chat.see_all"):
        return True
    if "departments" not in g:
        g.departments = g.user.department_ids()
    return can_see(g.user.role, g.user.id, g.departments, ticket)


def done(form: FlaskForm, field: str, act: Callable[[], object]) -> bool:
    """Whether the form was posted, fine, and carried out. Why it was refused stands beside the field."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except REFUSALS as refused:
        form[field].errors = [str(refused)]
        return False
    return True


def back(ticket_id: int, said: str = "", category: str = "success"):
    """To the conversation, or to the inbox when the ticket went where this person does not see it."""
    if said:
        flash(said, category)
    ticket = Ticket.get_by_id(ticket_id)
    if sees(ticket):
        return redirect(url_for("chat.ticket", ticket_id=ticket_id, **place()), 303)
    return redirect(url_for("chat.tickets_page", **place()), 303)


from workchat.chat.views import answering, contact, gone, inbox_pages, leaving, media, questions, talk  # noqa: E402, F401
