"""What one person gets: the text or the approved template, filled with their values, as WhatsApp takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workchat.contacts.models import Contact
from workchat.scheduled.models import Attachment, AudiencePart, ScheduledMessage
from workchat.scheduled.rules import OPT_OUT_LINE
from workchat.scheduled.student_values import SAMPLE, asks_for_students, parts_of, student_values, texts_of
from workchat.settings.models import Settings
from workchat.text.rules import LIMIT, cut, fill, variables_in
from workchat.whatsapp.compose import (
    CAPTION_LIMIT,
    TEMPLATE_TEXT_LIMIT,
    header_file,
    media_body,
    template_body,
    text_body,
)
from workchat.whatsapp.models import Template
from workchat.whatsapp.rules import GAP

TEMPLATE_GONE = "O modelo escolhido não está mais aprovado pelo WhatsApp."
TEMPLATE_CHANGED = "O modelo mudou no WhatsApp e tem um campo a mais. Copie esta mensagem e preencha os campos de novo."
NOTHING_TO_SAY = "Para este contato a mensagem fica vazia: falta {}."
MISSING = {"nome": "o nome", "primeiro_nome": "o nome", "escola": "o nome da escola", "aluno": "o aluno",
           "turma": "a turma"}  # fmt: skip


class CannotRender(Exception):
    """Nobody can get this message as it is. The text says why, in words for the school."""


class NothingToSay(Exception):
    """This one contact lacks a value that the template needs (Meta refuses an empty parameter)."""


@dataclass(frozen=True)
class Rendered:
    """`body`: Meta's JSON without the recipient. `text`: what people read."""

    body: dict
    text: str


def render(
    message: ScheduledMessage, contact: Contact, settings: Settings, instead: Mapping[str, str] | None = None
) -> Rendered:
    """The message as it goes to this contact now. `instead`: for what is not known of them, as in a test.

    :raises CannotRender: the template is not approved any more, or has other gaps than were filled.
    :raises NothingToSay: this contact lacks a value.
    """
    values = {**(instead or {}), **values_of(message, contact, settings)}
    if message.content == "template":
        return _template(message, values)
    text = whole_text(message, values)
    if not text.strip():
        raise NothingToSay(_nothing(message, values))
    return Rendered(_with_file(message.attachment, text) if message.attachment_id else text_body(text), text)


def shown_text(
    message: ScheduledMessage, contact: Contact, settings: Settings, parts: Sequence[AudiencePart] | None = None
) -> str:
    """What the contact would read, for a preview; empty when there is nothing to show yet.

    `parts`: the audience of a message that is still being written.
    """
    values = values_of(message, contact, settings, parts)
    if message.content != "template":
        return whole_text(message, values)
    return _shown(message.template, _filled(message, values)) if message.template_id else ""


def values_of(
    message: ScheduledMessage, contact: Contact, settings: Settings, parts: Sequence[AudiencePart] | None = None
) -> dict[str, str]:
    """What each variable stands for; what is not known is missing, and the fallback speaks."""
    name = contact.name if contact.first_name else ""
    known = {"nome": name, "primeiro_nome": contact.first_name, "escola": settings.school_name}
    if asks_for_students(message):
        known |= student_values(contact, parts_of(message) if parts is None else parts) if contact.id else SAMPLE
    return {name: value for name, value in known.items() if value}


def whole_text(message: ScheduledMessage, values: dict[str, str]) -> str:
    """The text, and under it how to ask for silence. The text is cut before that line is."""
    limit = CAPTION_LIMIT if message.attachment_id else LIMIT
    text, line = fill(message.text, values), f"\n\n{OPT_OUT_LINE}" if message.opt_out_line else ""
    return cut(text, limit - len(line)) + line if text.strip() else ""


def _template(message: ScheduledMessage, values: dict[str, str]) -> Rendered:
    template = message.template
    if template is None or template.status != "APPROVED":
        raise CannotRender(TEMPLATE_GONE)
    if not fills(message, template):
        raise CannotRender(TEMPLATE_CHANGED)
    filled = _filled(message, values)
    if not all(text.strip() for text in filled.values()):
        raise NothingToSay(_nothing(message, values))
    # Meta takes no line breaks, tabs or runs of spaces inside a parameter.
    named = {name: cut(" ".join(text.split()), TEMPLATE_TEXT_LIMIT) for name, text in filled.items()}
    parameters = list(named.values()) if all(name.isdecimal() for name in named) else named
    header = _header(message.attachment) if message.attachment_id and template.file_kind else None
    body = template_body(template.name, template.language, parameters, header, quick_replies(template))
    return Rendered(body, _shown(template, named))


def _nothing(message: ScheduledMessage, values: Mapping[str, str]) -> str:
    lacking = {name for text in texts_of(message) for name in variables_in(text, unguarded=True) if name not in values}
    return NOTHING_TO_SAY.format(" e ".join(dict.fromkeys(MISSING[name] for name in MISSING if name in lacking)))


def fills(message: ScheduledMessage, template: Template) -> bool:
    """Whether every gap that the template has now was given something: Meta lets it be changed meanwhile."""
    return set(template.gaps) <= set(message.parameters or {})


def quick_replies(template: Template) -> dict[int, str]:
    """What the quick replies bring back, by their place: their own words, so that "Sair" is understood as SAIR."""
    buttons = enumerate(template.buttons or ())
    return {place: button.get("text", "") for place, button in buttons if button.get("type") == "QUICK_REPLY"}


def _filled(message: ScheduledMessage, values: dict[str, str]) -> dict[str, str]:
    given = message.parameters or {}
    return {name: fill(given.get(name, ""), values) for name in message.template.gaps}


def _shown(template: Template, filled: dict[str, str]) -> str:
    return GAP.sub(lambda gap: filled.get(gap[1], gap[0]), template.body)


def _with_file(file: Attachment, text: str) -> dict:
    kind = _kind(file)
    return media_body(
        kind, media_id=file.media_id, filename=file.filename if kind == "document" else None, caption=text
    )


def _header(file: Attachment) -> dict:
    return header_file(_kind(file), file.media_id, file.filename)


def _kind(file: Attachment) -> str:
    return "image" if file.mime.startswith("image/") else "document"
