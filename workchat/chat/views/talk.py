"""The conversation: what was said, with its ticks, and the piece that keeps it up to date."""

from datetime import datetime, timedelta
from typing import Any

from flask import g, render_template, request

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.chat.conversation import PAGE, conversation, templates_of, window_words
from workchat.chat.forms import Composer
from workchat.chat.mark_read import opened
from workchat.chat.models import CLOSED, Ticket
from workchat.chat.reply import newest_answer
from workchat.chat.views import blueprint, desk, find, glance, place, with_contact
from workchat.chat.views.panel import panel
from workchat.intake.models import Intake
from workchat.outbox.rules import STATUS_WORDS
from workchat.pages import on_the_wall, today

ASKED = {"terms": "o aceite do termo de privacidade", "data": "a data de nascimento e o CPF",
         "authorisation": "a autorização para guardar os dados"}  # fmt: skip


def pieces(ticket: Ticket) -> dict[str, Any]:
    """What the conversation shows besides the composer: all of it can change while it is open."""
    talk = conversation(ticket, request.args.get("messages", PAGE, int))
    intake = Intake.fetch("WHERE ticket_id = ?", ticket.id) if ticket.is_open else None
    return {
        "ticket": ticket,
        "talk": talk,
        "shown": len(talk.lines),
        "asked": ASKED.get(intake.step, "") if intake else "",
        "asks_terms": bool(intake and intake.step == "terms"),
        "awaits_approval": bool(intake and intake.step == "approval"),
        "statuses": STATUS_WORDS,
        "seen": newest_answer(ticket),
        "window": window_words(ticket, asked_at()),
        "day_name": day_name,
        **panel(ticket),
    }


def show(ticket: Ticket, form: Composer | None = None, status: int = 200, **more: object) -> tuple[str, int]:
    """The page of a ticket. `form` keeps what was typed when it was refused."""
    known = pieces(ticket)
    templates = [] if known["window"] or ticket.state == CLOSED else templates_of(ticket)
    wanted = more.pop("template_id", None) or request.args.get("template", 0, int)
    chosen = next((row for row in templates if row.id == wanted), None)
    form = form or Composer(formdata=None)
    form.seen.data = known["seen"]
    return desk("ticket.html", status, form=form, templates=templates, chosen=chosen, **known, **more)


@blueprint.get("/<int:ticket_id>")
@requires("chat.use")
def ticket(ticket_id: int):
    seen = find(ticket_id)
    opened(seen, g.user)
    return show(seen)


@blueprint.get("/<int:ticket_id>/news")
@requires("chat.use")
@background
def news(ticket_id: int):
    """What the conversation asks for: nothing (204) while its ticket's version and the time left are the same."""
    ticket = glance(ticket_id)
    version, heard = (request.args.get(name, 0, int) for name in ("version", "heard"))
    if ticket.version == version and window_words(ticket, asked_at()) == request.args.get("window"):
        return "", 204
    opened(ticket, g.user)  # the page asks only while somebody can see it
    return render_template("chat/_news.html", heard=heard, place=place(), **pieces(with_contact(ticket)))


def day_name(moment: datetime) -> str:
    day = on_the_wall(moment).date()
    return {today(): "Hoje", today() - timedelta(days=1): "Ontem"}.get(day) or f"{day:%d/%m/%Y}"
