"""The compose form as a page shows it first: empty, or with what a message says already."""

from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from workchat.scheduled.forms.audience import OF_STUDENTS, TO, TO_FAMILIES, ticked
from workchat.scheduled.forms.compose import GAP, ComposeForm, form_for
from workchat.scheduled.models import Attachment, AudiencePart, ScheduledMessage
from workchat.scheduled.rules import on_the_wall
from workchat.settings.forms.fields import row_id
from workchat.students.models import RELATION_WORDS, Course, EnrolmentStatus, SchoolClass

FORGOTTEN = "O arquivo não está mais guardado aqui. Escolha-o de novo, ou salve outra vez para enviar sem ele."
VANISHED = (
    ("classes", SchoolClass, "Turma excluída"),
    ("courses", Course, "Curso excluído"),
    ("statuses", EnrolmentStatus, "Situação excluída"),
)
EMPTY = {"content": "text", "opt_out_line": True, "to": "all", "when": "now", "repeat": "once"}


def compose_form(message: ScheduledMessage | None, offer, typed, zone: ZoneInfo) -> ComposeForm:
    """`offer`: what can be chosen (numbers, templates, groups, tags). `typed`: the posted form, None on the way in."""
    wanted = row_id(typed.get("template")) if typed is not None else message and message.template_id
    stored = stored_values(message, zone) if message else {**EMPTY, "form_key": token_urlsafe(16)}
    form = form_for(offer.templates.get(wanted or 0))(formdata=typed, data=stored)
    form.numbers, form.templates = offer.numbers, offer.templates
    form.number.choices = {"": "Escolha um número"} | {row.id: row.name for row in offer.numbers.values()}
    form.template.choices = {"": "Escolha um modelo"} | _named(offer)
    form.groups.choices = form.without_groups.choices = offer.groups
    form.tags.choices = form.without_tags.choices = offer.tags
    _offer_students(form, offer, stored)
    kept = row_id(form.attachment.data)
    form.kept = Attachment.without_content(kept) if kept and not form.drop_file.data else None
    if kept and not form.kept and not form.drop_file.data:  # the page was open for days
        form.file_problem, form.attachment.data = FORGOTTEN, ""
    form.surround()
    return form


def _offer_students(form: ComposeForm, offer, stored: dict) -> None:
    """What was chosen earlier stays in sight, also when no student is in it any more."""
    form.classes.choices, form.courses.choices = dict(offer.classes), dict(offer.courses)
    form.statuses.choices = dict(offer.statuses)
    form.relations.choices = {kind: (words[0].upper() + words[1:], None) for kind, words in RELATION_WORDS.items()}
    for field, model, gone in VANISHED:
        wanted = [one for one in stored.get(field) or () if one not in form[field].choices]
        for row in model.select().where(model.id.in_(wanted)) if wanted else ():
            form[field].choices[row.id] = (row.name, 0, getattr(row, "period", ""))
        form[field].keep(wanted, gone)
    form.has_students = offer.has_students or any(stored.get(field) for field in OF_STUDENTS.values())
    form.to.choices = TO_FAMILIES if form.has_students else TO


def _named(offer) -> dict[int, str]:
    """Each template with its number, when there are several."""
    many = len(offer.numbers) > 1
    names = {row.id: f"{row.name} ({row.language})" for row in offer.templates.values()}
    return {i: f"{offer.numbers[offer.templates[i].number_id].name}: {n}" if many else n for i, n in names.items()}


def stored_values(message: ScheduledMessage, zone: ZoneInfo) -> dict[str, object]:
    """Field -> what the message says."""
    parts = list(AudiencePart.select().where(AudiencePart.scheduled_message == message))
    wall = on_the_wall(message.due_at, zone) if message.due_at else None
    named = ("title", "content", "text", "opt_out_line", "repeat", "urgent", "urgent_reason", "version")
    return {
        **{name: getattr(message, name) for name in named},
        **{f"{GAP}{gap}": text for gap, text in (message.parameters or {}).items()},
        "number": message.number_id,
        "template": message.template_id,
        "attachment": message.attachment_id,
        **ticked(parts),
        "when": "later" if wall else "now",
        "day": f"{wall:%Y-%m-%d}" if wall else "",
        "hour": f"{wall:%H:%M}" if wall else "",
    }
