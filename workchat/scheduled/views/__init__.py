"""The pages of scheduled messages: the list, writing one, the review, its progress and its recipients."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from workchat.asked import asked_at
from workchat.pages import school
from workchat.scheduled import rules
from workchat.scheduled.models import STATE_WORDS, ScheduledMessage
from workchat.scheduled.record import NotNow

blueprint = Blueprint("scheduled", __name__, url_prefix="/scheduled")


@blueprint.context_processor
def words() -> dict[str, object]:
    """How the templates say dates, people and states."""
    return {
        "when_words": lambda moment: rules.when_words(moment, zone(), asked_at()) if moment else "",
        "repeat_words": lambda m: rules.repeat_words(m.repeat, m.due_at, m.repeat_day, zone(), asked_at()),
        "spoken_people": rules.people,
        "spoken_students": rules.students,
        "state_words": STATE_WORDS,
        "opt_out_line": rules.OPT_OUT_LINE,
    }


def zone() -> ZoneInfo:
    return ZoneInfo(school().timezone)


def find(message_id: int) -> ScheduledMessage:
    return ScheduledMessage.get_or_none(id=message_id) or abort(404)


def to_page(message_id: int) -> Response:
    return redirect(url_for("scheduled.one", message_id=message_id), 303)


def acted(message: ScheduledMessage, act: Callable[[], object], said: str) -> Response:
    """Do what a button asks for and go back to the message's page; if it is too late for that, say why."""
    try:
        act()
    except NotNow as refused:
        flash(str(refused), "error")
    else:
        flash(said, "success")
    return to_page(message.id)


from workchat.scheduled.views import acting, compose, message_list, one, recipient_file, review  # noqa: E402, F401
