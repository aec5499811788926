"""One scheduled message: how far it got, to whom, what it says, and what people did with it."""

import hashlib

from flask import render_template, request
from flask.typing import ResponseReturnValue
from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.outbox.rules import STATUS_WORDS
from workchat.pages import school
from workchat.scheduled.audience_words import audience_words
from workchat.scheduled.models import DRAFT, SENDING, Attachment, ScheduledMessage
from workchat.scheduled.progress import Progress, progress_of
from workchat.scheduled.recipients import PAGE, recipients
from workchat.scheduled.record import AREA, subject_of
from workchat.scheduled.render import shown_text
from workchat.scheduled.rules import changes_soon, progress_title
from workchat.scheduled.sample import sample_contact
from workchat.scheduled.views import blueprint, find
from workchat.scheduled.views.review import show
from workchat.scheduled.waits import waits_for
from workchat.settings.forms.fields import row_id

HISTORY = 50  # lines


@blueprint.get("/<int:message_id>")
@requires("scheduled.use")
def one(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    if message.state == DRAFT:
        return show(message)
    return render_template("scheduled/one.html", **whole(message))


@blueprint.get("/<int:message_id>/news")
@requires("scheduled.use")
@background
def news_of_one(message_id: int) -> ResponseReturnValue:
    """What the page asks for while it is being sent: nothing (204) when it already shows this."""
    message = find(message_id)
    now = live(message)
    if now["digest"] == request.args.get("digest"):
        return "", 204
    if message.state != request.args.get("state") or not message.started_at:  # other buttons: the whole page
        return render_template("scheduled/_one_anew.html", **whole(message))
    return render_template("scheduled/_news.html", **now)


def live(message: ScheduledMessage) -> dict[str, object]:
    """What changes while it is being sent: counts, rate, end, and the page of recipients that is open."""
    status, after, now = _status_asked_for(), row_id(request.args.get("after")) or 0, asked_at()
    progress = progress_of(message, now)
    rows = recipients(message, status or None, after, PAGE + 1)
    waits = waits_for(message, now) if progress.waiting else ""
    seen = repr((message.version, message.state, progress, waits, rows))
    return {
        "message": message,
        "progress": progress,
        "waits": waits,
        "rows": rows[:PAGE],
        "following": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "status": status,
        "after": after,
        "statuses": STATUS_WORDS,
        "page_title": title_of(message, progress),
        "changes_soon": changes_soon(message.state, message.due_at, now),
        "digest": hashlib.sha256(seen.encode()).hexdigest()[:16],
    }


def _status_asked_for() -> str:
    asked = request.args.get("status", "")
    return asked if asked in STATUS_WORDS else ""


def title_of(message: ScheduledMessage, progress: Progress) -> str:
    """The page's title; while it is being sent, with how far it got."""
    if message.state != SENDING:
        return message.title
    return progress_title(progress.done, progress.total, message.title)


def whole(message: ScheduledMessage) -> dict[str, object]:
    """The page: what lives, what is said, to whom, by whom, and its history."""
    contact = sample_contact(message, asked_at())
    own = (AuditEntry.area == AREA) & (AuditEntry.subject == subject_of(message))
    entries = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER).where(own)
    return {
        **live(message),
        "audience": audience_words([message])[message.id],
        "said": shown_text(message, contact, school()),
        "contact": contact,
        "file": Attachment.without_content(message.attachment_id) if message.attachment_id else None,
        "sample": message.template,
        "author": User.get_or_none(id=message.scheduled_by_id or message.created_by_id or 0),
        "history": list(entries.order_by(AuditEntry.id.desc()).limit(HISTORY)),
    }
