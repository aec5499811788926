"""Writing a scheduled message, with the bubble beside it; and its file."""

from io import BytesIO

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from workchat.accounts.session import requires
from workchat.asked import asked_at
from workchat.fences import takes_files
from workchat.pages import school
from workchat.scheduled.forms.compose import ComposeForm
from workchat.scheduled.forms.fields import refuse
from workchat.scheduled.forms.fill import compose_form
from workchat.scheduled.keep_attachment import NotTaken, keep_attachment
from workchat.scheduled.models import DRAFT, SCHEDULED, Attachment, AudiencePart, ScheduledMessage
from workchat.scheduled.offer import offer
from workchat.scheduled.record import NotNow
from workchat.scheduled.render import shown_text
from workchat.scheduled.sample import sample_contact
from workchat.scheduled.save_draft import BEGAN, SavedMeanwhile, save_draft, save_new
from workchat.scheduled.student_values import asks_for_students
from workchat.scheduled.students_meant import means_students
from workchat.scheduled.views import blueprint, find, to_page, zone

MOST_BYTES = 16 * 1024 * 1024  # the server takes no more


@blueprint.route("/new", methods=["GET", "POST"])
@requires("scheduled.use")
@takes_files(MOST_BYTES)
def new() -> ResponseReturnValue:
    return _compose(None)


@blueprint.route("/<int:message_id>/edit", methods=["GET", "POST"])
@requires("scheduled.use")
@takes_files(MOST_BYTES)
def edit(message_id: int) -> ResponseReturnValue:
    message = find(message_id)
    if request.method == "GET" and message.state not in (DRAFT, SCHEDULED):
        flash(BEGAN, "error")
        return to_page(message_id)
    return _compose(message)


@blueprint.post("/preview")
@requires("scheduled.use")
def preview() -> ResponseReturnValue:
    """The phone beside the form: what is typed, as one real contact would read it. Nothing is stored."""
    return render_template("scheduled/_preview.html", **previewed(_form(None)))


@blueprint.post("/gaps")
@requires("scheduled.use")
def gaps() -> ResponseReturnValue:
    """The fields of the template that was just chosen."""
    return render_template("scheduled/_gaps.html", form=_form(None))


@blueprint.get("/media/<int:attachment_id>")
@requires("scheduled.use")
def media(attachment_id: int) -> ResponseReturnValue:
    row = Attachment.get_or_none(id=attachment_id) or abort(404)
    named = {"as_attachment": not row.mime.startswith("image/"), "download_name": row.filename, "max_age": 0}
    answer = send_file(BytesIO(row.content), row.mime, **named)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _form(message: ScheduledMessage | None) -> ComposeForm:
    typed = request.form if request.method == "POST" else None
    return compose_form(message, offer(), typed, zone())


def _compose(message: ScheduledMessage | None) -> ResponseReturnValue:
    form, problem, status = _form(message), "", 200
    if request.method == "POST":
        _keep_file(form)
        status = 422
        if request.form.get("step") == "template":  # without JavaScript: show the fields of the chosen template
            status = 200
            refuse(form.file, form.file_problem)
        elif form.check(zone(), asked_at()):
            try:
                return redirect(url_for("scheduled.review", message_id=_save(form, message)), 303)
            except NotNow as refused:
                problem = str(refused)
                if isinstance(refused, SavedMeanwhile):
                    form.version.data = find(message.id).version
    return render_template(
        "scheduled/compose.html", form=form, message=message, problem=problem, **previewed(form)
    ), status


def _save(form: ComposeForm, message: ScheduledMessage | None) -> int:
    now = asked_at()
    columns, audience = form.columns(zone(), now), form.audience()
    if message is None:
        return save_new(columns, audience, form.form_key.data or "", g.user, now).id
    save_draft(message, columns, audience, form.seen_version, g.user, now)
    return message.id


def _keep_file(form: ComposeForm) -> None:
    """A good file is kept at once: a browser cannot show it again in its field when something else is refused."""
    upload = request.files.get("file")
    if not upload or not upload.filename:
        return
    try:
        form.kept = keep_attachment(upload.filename, upload.read(), asked_at())
    except NotTaken as refused:
        form.file_problem = str(refused)
        return
    form.attachment.data, form.file_problem = str(form.kept.id), ""
    form.surround()


def previewed(form: ComposeForm) -> dict[str, object]:
    """What the phone shows: the text, its file, its buttons, and whose name stands in it."""
    columns = form.columns(zone(), asked_at())
    message = ScheduledMessage(**{**columns, "opt_out_line": form.has_line})
    parts = [AudiencePart(**part._asdict()) for part in form.audience()]
    about_students = means_students(parts) or asks_for_students(message)
    contact = sample_contact(None, asked_at(), parts if about_students else None)
    return {
        "said": shown_text(message, contact, school(), parts),
        "contact": contact,
        "file": form.kept,
        "sample": form.chosen,
    }
