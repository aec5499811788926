"""The review before a message is scheduled, and the test that goes to the person who asks."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import background, requires
from workchat.asked import asked_at
from workchat.contacts.rules import format_phone
from workchat.outbox.forecast_words import in_words
from workchat.outbox.models import Delivery
from workchat.outbox.rules import STATUS_WORDS
from workchat.scheduled.audience_words import audience_words
from workchat.scheduled.forms.review import ScheduleForm, TestForm
from workchat.scheduled.models import DRAFT, SCHEDULED, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.review import review as reviewed
from workchat.scheduled.rules import people
from workchat.scheduled.schedule import schedule
from workchat.scheduled.send_test import send_test
from workchat.scheduled.views import blueprint, find, to_page, zone
from workchat.settings.forms.fields import row_id

CHANGED = "Desde que você abriu esta página, a conta mudou de {} para {}. Confira e agende de novo."
OVER = ("delivered", "read", "failed", "skipped", "cancelled", "unknown")


@blueprint.route("/<int:message_id>/review", methods=["GET", "POST"])
@requires("scheduled.use")
def review(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    if message.state not in (DRAFT, SCHEDULED):
        return to_page(message_id)
    form, now = ScheduleForm(), asked_at()
    if not form.validate_on_submit():
        return show(message)
    if message.state == SCHEDULED:  # the second click of two
        return to_page(message_id)
    return _schedule(message, form, now)


def _schedule(message: ScheduledMessage, form: ScheduleForm, now) -> ResponseReturnValue:
    """Schedule what was reviewed; what changed meanwhile is shown first."""
    seen = reviewed(message, now)
    if seen.stops:
        return show(message, 422, seen.stops[0])
    if seen.count.reached != form.promised:
        return show(message, 422, CHANGED.format(people(form.promised), people(seen.count.reached)))
    try:
        schedule(message, form.seen_version, form.promised, g.user, now)
    except NotNow as refused:
        return show(find(message.id), 422, str(refused))
    flash(f"Mensagem agendada para {people(form.promised)}.", "success")
    return to_page(message.id)


@blueprint.post("/<int:message_id>/test")
@requires("scheduled.use")
def test(message_id: int) -> ResponseReturnValue:
    message, form = find(message_id), TestForm()
    if not form.check():
        return show(message, 422, test_form=form)
    try:
        delivery = send_test(message, g.user, form.phone.data, asked_at())
    except NotNow as refused:
        form.phone.errors = [str(refused)]
        return show(message, 422, test_form=form)
    return redirect(url_for("scheduled.review", message_id=message_id, test=delivery.id) + "#test", 303)


@blueprint.get("/<int:message_id>/test/news")
@requires("scheduled.use")
@background
def news_of_test(message_id: int) -> ResponseReturnValue:
    """What became of the test: nothing (204) while it is the same."""
    sent = test_sent(find(message_id)) or abort(404)
    if sent["status"] == request.args.get("status"):
        return "", 204
    return render_template("scheduled/_test.html", sent=sent)


def test_sent(message: ScheduledMessage) -> dict[str, object] | None:
    """The test that the address names, when it is one of this number's."""
    delivery = Delivery.get_or_none(id=row_id(request.args.get("test")) or 0, number=message.number_id)
    if delivery is None or delivery.message_id is None or delivery.message.source != "test":
        return None
    return {
        "id": delivery.id,
        "message_id": message.id,
        "status": delivery.status,
        "words": STATUS_WORDS[delivery.status],
        "is_over": delivery.status in OVER,
        "outside": delivery.error_code == 131047,
        "delivery": delivery,
        "phone": delivery.contact.phone,
    }


def show(
    message: ScheduledMessage, status: int = 200, problem: str = "", test_form: TestForm | None = None
) -> ResponseReturnValue:
    now = asked_at()
    seen, form = reviewed(message, now), ScheduleForm(formdata=None)
    form.version.data, form.expected.data = message.version, seen.count.reached
    return render_template(
        "scheduled/review.html",
        message=message,
        seen=seen,
        form=form,
        problem=problem,
        audience=audience_words([message])[message.id],
        ends=in_words(seen.forecast, now, zone()) if seen.forecast else [],
        test_form=test_form or TestForm(formdata=None, data={"phone": format_phone(g.user.phone or "")}),
        sent=test_sent(message),
    ), status
